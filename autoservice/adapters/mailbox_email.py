"""E-mail providers without a mail server: a folder in the demo, none otherwise."""

import asyncio
import re
import time
import uuid
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Final

from autoservice.adapters.mime import compose, parse_sender
from autoservice.modules.notifications.errors import MailNotSent, NoMailServer
from autoservice.modules.notifications.schemas import MailboxEmail, RenderedEmail

MAX_EMAILS: Final = 200
SENDER: Final = parse_sender("autoservice@localhost")
LINK: Final = re.compile(r"https?://[^\s<>\"]*[^\s<>\".,;:!?)]")
NANOSECONDS: Final = 1_000_000_000


class FolderMailbox:
    """``EmailProvider`` and ``Mailbox``: each e-mail is a file, whose name sorts by time."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def send(self, email: RenderedEmail) -> None:
        """Store the e-mail in the folder; raises ``MailNotSent`` if it cannot be written."""
        try:
            await asyncio.to_thread(self._write, compose(email, SENDER).as_bytes())
        except (OSError, ValueError) as error:
            raise MailNotSent(reason=type(error).__name__) from None

    async def newest(self, limit: int) -> list[MailboxEmail]:
        """Return the last e-mails, the newest first."""
        return await asyncio.to_thread(self._read, limit)

    async def close(self) -> None:
        """Do nothing: nothing is open."""

    def _write(self, content: bytes) -> None:
        # E-mails have codes and links: not readable for other users of the machine.
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        name = f"{time.time_ns():020}-{uuid.uuid4().hex[:8]}.eml"
        draft = self._folder / f".{name}.part"
        draft.write_bytes(content)
        draft.replace(self._folder / name)
        for old in self._files()[MAX_EMAILS:]:
            old.unlink(missing_ok=True)

    def _read(self, limit: int) -> list[MailboxEmail]:
        return [mail for path in self._files()[:limit] if (mail := _read_file(path))]

    def _files(self) -> list[Path]:
        return sorted(self._folder.glob("[0-9]*.eml"), reverse=True)


def _read_file(path: Path) -> MailboxEmail | None:
    try:
        message = message_from_bytes(path.read_bytes(), policy=default)
    except FileNotFoundError:
        # Another worker has removed it meanwhile.
        return None
    part = message.get_body(("plain",))
    text = part.get_content().replace("\r\n", "\n").strip() if part else ""
    return MailboxEmail(
        id=path.stem,
        at=datetime.fromtimestamp(int(path.stem.partition("-")[0]) / NANOSECONDS, UTC),
        to=str(message["To"]),
        subject=str(message["Subject"]),
        text=text,
        links=LINK.findall(text),
    )


class UnconfiguredEmail:
    """``EmailProvider`` of a shop without a mail server: e-mails wait in the outbox."""

    async def send(self, email: RenderedEmail) -> None:
        """Raise ``NoMailServer``."""
        raise NoMailServer()

    async def close(self) -> None:
        """Do nothing: nothing is open."""
