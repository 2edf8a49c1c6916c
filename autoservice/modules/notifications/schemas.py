"""What goes in and out of the notifications module."""

from dataclasses import dataclass
from datetime import datetime

from pydantic import BaseModel


@dataclass(frozen=True)
class Mail:
    """A letter that is ready to be sent: the same words as plain text and as HTML."""

    to: str
    subject: str
    text: str
    html: str


class ReceivedMail(BaseModel):
    """A letter as it lies in the demo's mailbox."""

    id: str
    at: datetime
    to: str
    subject: str
    text: str
    links: list[str]
