"""Tables of what is added to stages, requests and extra work, and of the clients' visits."""

from datetime import datetime, timedelta
from typing import Final, Self

from sqlmodel import Field, SQLModel

from autoservice.shared.db import UtcDateTime, primary_key

# Looks at an order that follow each other within this time are one visit.
VISIT: Final = timedelta(minutes=30)


class StageComment(SQLModel, table=True):
    """A remark under a stage; internal unless ``published`` to the client.

    The row of one that was withdrawn stays, without its text.
    """

    __tablename__ = "stage_comment"

    id: int = primary_key()
    order_id: int = Field(foreign_key="repair_order.id", index=True)
    stage_id: int = Field(foreign_key="order_stage.id", index=True)
    author_id: int = Field(foreign_key="app_user.id")
    text: str
    published: bool = False
    created_at: datetime = Field(sa_type=UtcDateTime)
    withdrawn_at: datetime | None = Field(default=None, sa_type=UtcDateTime)

    def withdraw(self, at: datetime) -> None:
        """Take the comment back."""
        self.text, self.withdrawn_at = "", at


class StageAttachment(SQLModel, table=True):
    """A photo under a stage; ``key`` and ``thumbnail_key`` name the stored files.

    One with a job belongs to that extra work instead, and one with neither to the client's request: what is
    to be looked at.
    The row of one that was withdrawn stays, to name the files until they are deleted.
    """

    __tablename__ = "stage_attachment"

    id: int = primary_key()
    order_id: int = Field(foreign_key="repair_order.id", index=True)
    stage_id: int | None = Field(default=None, foreign_key="order_stage.id", index=True)
    job_id: int | None = Field(default=None, foreign_key="job.id", index=True)
    author_id: int = Field(foreign_key="app_user.id")
    key: str = Field(max_length=100)
    thumbnail_key: str = Field(max_length=100)
    content_type: str = Field(max_length=40)
    size: int
    width: int
    height: int
    published: bool = False
    created_at: datetime = Field(sa_type=UtcDateTime)
    withdrawn_at: datetime | None = Field(default=None, sa_type=UtcDateTime)

    def withdraw(self, at: datetime) -> None:
        """Take the photo back; its files are deleted after the commit."""
        self.withdrawn_at = at


class OrderVisit(SQLModel, table=True):
    """How much of an order's timeline a client has seen, by the numbers of its entries.

    ``seen`` is what they had seen before the present visit, ``latest`` what there was at its last look.
    """

    __tablename__ = "order_visit"

    user_id: int = Field(foreign_key="app_user.id", primary_key=True)
    order_id: int = Field(foreign_key="repair_order.id", primary_key=True)
    seen: int
    latest: int
    looked_at: datetime = Field(sa_type=UtcDateTime)

    @classmethod
    def first(cls, user_id: int, order_id: int, number: int, at: datetime) -> Self:
        """Return the first visit, to which nothing is new."""
        return cls(user_id=user_id, order_id=order_id, seen=number, latest=number, looked_at=at)

    def lasts_at(self, moment: datetime) -> bool:
        """Return whether a look at ``moment`` belongs to the present visit."""
        return moment - self.looked_at <= VISIT

    def seen_at(self, moment: datetime) -> int:
        """Return the number of the last entry that is not new to a look at ``moment``."""
        return self.seen if self.lasts_at(moment) else self.latest

    def look(self, number: int, at: datetime) -> None:
        """Record a look at the timeline up to ``number``; what is new changes only with a new visit."""
        self.seen = self.seen_at(at)
        self.latest, self.looked_at = number, at
