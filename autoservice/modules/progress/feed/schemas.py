"""What the feed shows."""

from typing import Literal

from pydantic import BaseModel

from autoservice.modules.progress.schemas import TimelineEntryView

ResetReason = Literal["unknown", "too_old"]


class OrderEventView(TimelineEntryView):
    """An entry of an order's timeline, with the version that the order had then."""

    order_id: int
    version: int


class FeedEvent(BaseModel):
    """An event and its id, which grows in the order of the commits."""

    id: int
    view: OrderEventView


class FeedPage(BaseModel):
    """The next events, and the id up to which nothing is missing; more follow unless it ``is_last``."""

    events: list[FeedEvent]
    position: int
    is_last: bool


class FeedStart(BaseModel):
    """The id to go on from; with a ``reset``, events before it are missing and the reader must read anew."""

    position: int
    reset: ResetReason | None = None


class Reset(BaseModel):
    """Why events are missing."""

    reason: ResetReason
