"""What goes in and out of the talk."""

from datetime import datetime
from typing import Annotated, Final

from pydantic import BaseModel, Field

from autoservice.shared.validation import STORABLE, Whole

MESSAGE_LIMIT: Final = 2000


class NewOrderMessage(BaseModel):
    """A message, as typed."""

    text: str = Field(max_length=100_000, pattern=STORABLE)


class TalkRead(BaseModel):
    """The number of the last message that the reader has seen."""

    up_to: Annotated[Whole, Field(ge=1, le=2**31 - 1)]


class OrderMessageView(BaseModel):
    """A message of the talk, the ``number``-th one of its order.

    It is ``by_link`` where its author has no account; whoever holds a link reads no names and no numbers of
    accounts. The text of one that was ``withdrawn`` is gone.
    """

    id: int
    number: int
    author_id: int
    author_name: str
    from_shop: bool
    by_link: bool
    is_own: bool
    text: str
    created_at: datetime
    withdrawn: bool
    can_withdraw: bool


class TalkView(BaseModel):
    """The newest messages, the oldest of them first, and how many of all the reader has not seen.

    ``gone`` are the numbers of earlier ones that were taken back, as far as somebody may still show them.
    """

    messages: list[OrderMessageView]
    unread: int
    gone: list[int] = []
