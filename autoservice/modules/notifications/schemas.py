"""What goes in and out of the notifications module."""

from dataclasses import dataclass
from datetime import datetime

from pydantic import BaseModel


@dataclass(frozen=True)
class RenderedEmail:
    """An e-mail that is ready to be sent: the same words as plain text and as HTML."""

    to: str
    subject: str
    text: str
    html: str


class MailboxEmail(BaseModel):
    """An e-mail in the demo's mailbox."""

    id: str
    at: datetime
    to: str
    subject: str
    text: str
    links: list[str]
