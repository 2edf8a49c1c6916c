"""What is new to a client since their last visit to an order's page, and the record of the visits."""

from collections import Counter
from collections.abc import Iterable
from typing import Final

from autoservice.events.progress import (
    RequestPhotoAdded,
    StageAttachmentUploaded,
    StageBlocked,
    StageCommentAdded,
    StageCompleted,
    StageCompletionUndone,
    StageReopened,
    StageResumed,
    StageSkipped,
    StageSkipUndone,
    StageStarted,
    StageStartUndone,
    WorkPhotoAdded,
)
from autoservice.modules.orders.errors import OrderNotFound
from autoservice.modules.orders.models import TimelineEntry
from autoservice.modules.orders.ports import Accounts, OrderRepository
from autoservice.modules.progress.models import OrderVisit
from autoservice.modules.progress.ports import VisitRepository
from autoservice.modules.progress.schemas import News
from autoservice.shared.access import Permission
from autoservice.shared.errors import Unauthenticated
from autoservice.shared.service import Service, requires
from autoservice.shared.unit import Unit

STAGE_CHANGES: Final = {
    event.name
    for event in (StageStarted, StageCompleted, StageBlocked, StageResumed, StageSkipped, StageReopened)
}
PHOTOS_ADDED: Final = {StageAttachmentUploaded.name, WorkPhotoAdded.name}
STAGE_UNDOS: Final = {event.name for event in (StageStartUndone, StageCompletionUndone, StageSkipUndone)}


class VisitsService(Service):
    """The visits of clients to the pages of their orders."""

    def __init__(
        self, unit: Unit, orders: OrderRepository, accounts: Accounts, visits: VisitRepository
    ) -> None:
        super().__init__(unit)
        self._orders = orders
        self._accounts = accounts
        self._visits = visits

    @requires(Permission.READ_OWN_ORDERS)
    async def is_recorded(self, order_id: int) -> bool:
        """Return whether the visit goes on and nothing has happened since it was recorded."""
        visit = await self._visits.find(self._actor.user_id, order_id)
        order = await self._orders.find(order_id, self._actor)
        if visit is None or order is None:
            return order is None
        return visit.lasts_at(self._unit.now) and visit.latest == order.timeline_length

    @requires(Permission.READ_OWN_ORDERS)
    async def record_visit(self, order_id: int) -> bool:
        """Record that the actor looks at all that has happened to the order.

        Return whether it is the first look at an order that has only just been placed. Raises
        ``OrderNotFound``, ``Unauthenticated`` for an account that has been deleted meanwhile.
        """
        if not await self._accounts.lock_against_erasure(self._actor.user_id):
            raise Unauthenticated()
        order = await self._orders.lock(order_id, self._actor)
        if order is None:
            raise OrderNotFound()
        visit = await self._visits.find(self._actor.user_id, order_id)
        if visit is not None:
            visit.look(order.timeline_length, self._unit.now)
            return False
        new = OrderVisit.first(self._actor.user_id, order_id, order.timeline_length, self._unit.now)
        await self._visits.add(new)
        # The photos that are sent with a request come right after it.
        since = await self._visits.published_after(order_id, 1)
        return all(entry.kind == RequestPhotoAdded.name for entry in since)

    @requires(Permission.MANAGE_OWN_ACCOUNT)
    async def forget_visits(self) -> None:
        """Delete the record of all visits of the actor."""
        await self._visits.delete_of(self._actor.user_id)

    @requires(Permission.READ_TIMELINE)
    async def find_news(self, order_id: int, client_id: int) -> News:
        """Return what has happened to the order since the client's last visit; nothing before the first."""
        visit = await self._visits.find(client_id, order_id)
        if visit is None:
            return News()
        return _news(await self._visits.published_after(order_id, visit.seen_at(self._unit.now)))


def _news(entries: Iterable[TimelineEntry]) -> News:
    news, changes = News(), Counter[int]()
    for entry in entries:
        if entry.kind in STAGE_CHANGES and entry.stage_id:
            changes[entry.stage_id] += 1
        elif entry.kind in STAGE_UNDOS and entry.stage_id:
            # Of a change that the client has not seen; else the undo is one.
            changes[entry.stage_id] += -1 if changes[entry.stage_id] else 1
        elif entry.kind == StageCommentAdded.name:
            news.comments.add(entry.data["comment_id"])
        elif entry.kind in PHOTOS_ADDED:
            news.photos.add(entry.data["attachment_id"])
    news.stages.update(stage_id for stage_id, count in changes.items() if count)
    return news
