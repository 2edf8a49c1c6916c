"""Tables of the talk: its messages, and how far people have read."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from autoservice.shared.db import UtcDateTime, primary_key


class OrderMessage(SQLModel, table=True):
    """A message under an order, the ``number``-th one; rows are only added.

    Numbers are given while the order is locked: whoever sees one has seen all before it. The author is an
    account or, without one, whoever holds the tracking link. The row of a message that was taken back stays,
    without its text.
    """

    __tablename__ = "order_message"
    __table_args__ = (Index("ix_order_message_order_id_number", "order_id", "number", unique=True),)

    id: int = primary_key()
    order_id: int = Field(foreign_key="repair_order.id")
    number: int
    author_id: int | None = Field(default=None, foreign_key="app_user.id", index=True)
    link_id: int | None = Field(default=None, foreign_key="tracking_link.id")
    from_shop: bool
    text: str
    created_at: datetime = Field(sa_type=UtcDateTime)
    withdrawn_at: datetime | None = Field(default=None, sa_type=UtcDateTime)

    def withdraw(self, at: datetime) -> None:
        """Take the message back."""
        self.text, self.withdrawn_at = "", at


class TalkReading(SQLModel, table=True):
    """The number of the last message of an order that a person has seen."""

    __tablename__ = "talk_reading"

    user_id: int = Field(foreign_key="app_user.id", primary_key=True)
    order_id: int = Field(foreign_key="repair_order.id", primary_key=True)
    up_to: int
