"""Letters without a mail server: the demo's folder, and a shop that has none at all."""

import asyncio
import itertools
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest

from autoservice.adapters import mailbox_email
from autoservice.adapters.mailbox_email import MAX_EMAILS, FolderMailbox, UnconfiguredEmail
from autoservice.modules.notifications.errors import MailNotSent, NoMailServer
from autoservice.modules.notifications.schemas import RenderedEmail

LINK = "http://127.0.0.1:3000/confirm?token=a-b_c.d"
TEXT = f"Здравствуйте!\n\nОткройте {LINK}.\nИли (https://other.example/a?b=c&d=e), или код 482913.\n"


def mail_to(to: str, subject: str = "Подтвердите адрес") -> RenderedEmail:
    return RenderedEmail(to=to, subject=subject, text=TEXT, html="<p>Здравствуйте!</p>")


def files(folder: Path) -> list[Path]:
    """Whatever lies in the folder, unfinished files too."""
    return list(folder.iterdir())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the mailbox will be; it makes the folder itself."""
    return tmp_path / "data" / "mailbox"


async def test_a_letter_can_be_read_as_it_was_sent(folder: Path):
    mailbox = FolderMailbox(folder)
    await mailbox.send(mail_to("anna@example.com"))
    (letter,) = await mailbox.newest(10)
    assert (letter.to, letter.subject) == ("anna@example.com", "Подтвердите адрес")
    assert letter.text == TEXT.strip()
    assert timedelta(0) <= datetime.now(UTC) - letter.at < timedelta(seconds=20)


async def test_its_links_are_found_without_the_signs_that_end_a_sentence(folder: Path):
    mailbox = FolderMailbox(folder)
    await mailbox.send(mail_to("anna@example.com"))
    (letter,) = await mailbox.newest(10)
    assert letter.links == [LINK, "https://other.example/a?b=c&d=e"]


async def test_the_newest_letter_comes_first_and_no_more_than_wanted(folder: Path):
    mailbox = FolderMailbox(folder)
    for number in range(5):
        await mailbox.send(mail_to(f"{number}@example.com"))
    assert [letter.to for letter in await mailbox.newest(3)] == [f"{n}@example.com" for n in (4, 3, 2)]


async def test_an_empty_mailbox_has_no_letters(folder: Path):
    assert await FolderMailbox(folder).newest(10) == []


async def test_letters_are_files_that_any_mail_program_opens(folder: Path):
    await FolderMailbox(folder).send(mail_to("anna@example.com"))
    (file,) = files(folder)
    message = message_from_bytes(file.read_bytes(), policy=default)
    assert file.suffix == ".eml"
    assert message.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
    assert message["Auto-Submitted"] == "auto-generated"


async def test_only_the_last_letters_are_kept(folder: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(mailbox_email, "MAX_EMAILS", 3)
    mailbox = FolderMailbox(folder)
    for number in range(5):
        await mailbox.send(mail_to(f"{number}@example.com"))
    assert len(files(folder)) == 3
    assert [letter.to for letter in await mailbox.newest(MAX_EMAILS)] == [
        f"{n}@example.com" for n in (4, 3, 2)
    ]


async def test_several_workers_write_into_one_mailbox_while_it_is_read(
    folder: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(mailbox_email, "MAX_EMAILS", 10)
    workers = [FolderMailbox(folder) for _ in range(4)]
    letters = (mail_to(f"{number}@example.com") for number in range(60))
    sending = [worker.send(letter) for worker, letter in zip(itertools.cycle(workers), letters, strict=False)]
    readings = [workers[0].newest(10) for _ in range(30)]
    await asyncio.gather(*sending, *readings)
    assert len(await workers[0].newest(100)) == 10
    assert len(files(folder)) == 10


@pytest.mark.parametrize("field", ["to", "subject"])
async def test_no_line_can_be_smuggled_into_the_head(folder: Path, field: str):
    hostile = {"to": "eve@example.com", "subject": "Hello"}
    hostile[field] += "\nBcc: everybody@example.com"
    with pytest.raises(MailNotSent):
        await FolderMailbox(folder).send(mail_to(**hostile))
    assert await FolderMailbox(folder).newest(10) == []


async def test_without_a_mail_server_a_letter_is_an_error_that_says_so():
    with pytest.raises(NoMailServer, match="AUTOSERVICE_SMTP_URL"):
        await UnconfiguredEmail().send(mail_to("anna@example.com"))
