"""What the answer of a mail server means: whose fault it is that an e-mail was not taken.

Read by the enhanced status code (RFC 3463 and the registry of RFC 5248). The basic code alone says little:
550 stands for a mailbox that does not exist as well as for a policy, so it accuses no address.
"""

import re
from enum import Enum, StrEnum
from typing import Final, NamedTuple

from autoservice.modules.notifications.groups import MailTrouble


class Step(StrEnum):
    """The step of the conversation that was refused."""

    CONNECT = "connect"
    LOGIN = "login"
    SENDER = "sender"
    RECIPIENT = "recipient"
    DATA = "data"


class Blame(Enum):
    """What is wrong, if it is not the whole shop's e-mail."""

    # The address does not exist.
    ADDRESS = "address"
    # This e-mail or this mailbox, perhaps for a while only: tried again as often as all others.
    EMAIL = "email"


Verdict = Blame | MailTrouble


class Answer(NamedTuple):
    """A server's answer: the basic code, and the class, subject and detail of the enhanced one."""

    code: int
    enhanced: tuple[int, int, int] | None


ENHANCED: Final = re.compile(r"\s*([245])\.(\d{1,3})\.(\d{1,3})(?!\S)")
# Subject and detail. No such mailbox, no such domain, no address at all, mailbox moved away, a domain that
# takes no e-mail.
UNKNOWN_ADDRESS: Final = frozenset({(1, 1), (1, 2), (1, 3), (1, 6), (1, 10)})
# The sender's address, as form and as domain.
BAD_SENDER: Final = frozenset({(1, 7), (1, 8)})
# Credentials wrong, mechanism too weak, encryption needed, account disabled.
BAD_LOGIN: Final = frozenset({(7, 8), (7, 9), (7, 11), (7, 12), (7, 13), (7, 14)})
LOGIN_CODES: Final = frozenset({530, 534, 535, 538})
# Too large for the server: of this e-mail alone, wherever it is said.
TOO_LARGE: Final = frozenset({(2, 3), (3, 4)})
SIZE_CODE: Final = 552
SECURITY: Final = 7
CLOSING: Final = 421
PERMANENT: Final = 5


def read_answer(code: int, text: str) -> Answer:
    """Return the answer's codes; an enhanced code of another class than the basic one is none."""
    found = ENHANCED.match(text)
    enhanced = tuple(map(int, found.groups())) if found else None
    if enhanced is None or enhanced[0] != code // 100:
        return Answer(code, None)
    return Answer(code, (enhanced[0], enhanced[1], enhanced[2]))


def judge(step: Step, answer: Answer) -> Verdict:
    """Return whose fault an answer is that was given at a step."""
    if step is Step.CONNECT or answer.code == CLOSING:
        return MailTrouble.UNREACHABLE
    if answer.code // 100 != PERMANENT:
        return MailTrouble.UNREACHABLE if step is Step.LOGIN else Blame.EMAIL
    kind = answer.enhanced[1:] if answer.enhanced else None
    if step is Step.LOGIN or answer.code in LOGIN_CODES or kind in BAD_LOGIN:
        return MailTrouble.LOGIN
    if kind in TOO_LARGE or (kind is None and answer.code == SIZE_CODE):
        return Blame.EMAIL
    if kind and kind[0] == SECURITY:
        return MailTrouble.POLICY
    # Whatever it is called: before a recipient was named, none can be meant.
    if step is Step.SENDER or kind in BAD_SENDER:
        return MailTrouble.SENDER
    return Blame.ADDRESS if kind in UNKNOWN_ADDRESS else Blame.EMAIL
