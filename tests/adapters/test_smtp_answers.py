"""Whose fault an answer of a mail server is."""

import pytest

from autoservice.adapters.smtp_answers import Blame, Step, Verdict, judge, read_answer
from autoservice.modules.notifications.groups import MailTrouble

LOGIN, SENDER, POLICY = MailTrouble.LOGIN, MailTrouble.SENDER, MailTrouble.POLICY
AWAY = MailTrouble.UNREACHABLE


@pytest.mark.parametrize(
    ("step", "code", "text", "verdict"),
    [
        (Step.RECIPIENT, 550, "5.1.1 no such mailbox", Blame.ADDRESS),
        (Step.RECIPIENT, 550, "5.1.10 the domain takes no e-mail", Blame.ADDRESS),
        (Step.RECIPIENT, 550, "5.1.2 no such domain", Blame.ADDRESS),
        (Step.DATA, 554, "5.1.1 no such mailbox", Blame.ADDRESS),
        # Several lines, each with the code, as large providers answer.
        (Step.RECIPIENT, 550, "5.1.1 The email account\n5.1.1 does not exist", Blame.ADDRESS),
        # The basic code accuses nobody, and an enhanced one of another class is none.
        (Step.RECIPIENT, 550, "mailbox unavailable", Blame.EMAIL),
        (Step.RECIPIENT, 553, "mailbox name not allowed", Blame.EMAIL),
        (Step.RECIPIENT, 450, "5.1.1 mailbox unavailable", Blame.EMAIL),
        (Step.RECIPIENT, 550, "4.1.1 mailbox unavailable", Blame.EMAIL),
        (Step.RECIPIENT, 550, "5.1.1.1 is a version of ours", Blame.EMAIL),
        (Step.RECIPIENT, 550, "user 5.1.1 unknown", Blame.EMAIL),
        (Step.RECIPIENT, 450, "4.2.2 mailbox full", Blame.EMAIL),
        (Step.RECIPIENT, 552, "5.2.2 mailbox full", Blame.EMAIL),
        (Step.RECIPIENT, 550, "5.2.1 mailbox disabled", Blame.EMAIL),
        (Step.RECIPIENT, 450, "4.7.1 greylisted", Blame.EMAIL),
        (Step.SENDER, 552, "5.3.4 too large", Blame.EMAIL),
        (Step.SENDER, 552, "too large", Blame.EMAIL),
        (Step.DATA, 552, "5.3.4 too large", Blame.EMAIL),
        # What is unknown about a sender says nothing of the recipient.
        (Step.SENDER, 550, "5.1.1 sender unknown", SENDER),
        (Step.SENDER, 550, "no", SENDER),
        (Step.RECIPIENT, 550, "5.1.8 the sender's domain does not exist", SENDER),
        (Step.SENDER, 550, "5.7.1 blocked", POLICY),
        (Step.RECIPIENT, 554, "5.7.1 relaying denied", POLICY),
        (Step.DATA, 550, "5.7.26 unauthenticated e-mail", POLICY),
        (Step.LOGIN, 535, "5.7.8 wrong credentials", LOGIN),
        (Step.LOGIN, 535, "wrong credentials", LOGIN),
        (Step.SENDER, 530, "5.7.0 authentication required", LOGIN),
        (Step.SENDER, 535, "authenticate first", LOGIN),
        (Step.RECIPIENT, 550, "5.7.8 authenticate first", LOGIN),
        (Step.LOGIN, 454, "4.7.0 try again later", AWAY),
        (Step.CONNECT, 554, "no service here", AWAY),
        (Step.RECIPIENT, 421, "4.3.2 closing", AWAY),
    ],
)
def test_an_answer_accuses_whom_it_means(step: Step, code: int, text: str, verdict: Verdict):
    assert judge(step, read_answer(code, text)) is verdict
