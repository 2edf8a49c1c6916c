"""Watching one order."""

from functools import partial
from typing import Any

import reflex as rx

from autoservice import work
from autoservice.modules.notifications.topics import order_topic
from autoservice.modules.orders.errors import OrderNotFound
from autoservice.shared.access import Actor, Role
from autoservice.ui.entities.order.rows import OrderRow, order_row
from autoservice.ui.entities.stage.rows import Reader, StageRow, stage_rows
from autoservice.ui.features.assign_mechanic import AssignMechanicState
from autoservice.ui.shared.encoding import SharedRows
from autoservice.ui.shared.gate import chained_only, current_viewer, opens_to
from autoservice.ui.shared.live import SharedOrder, follow, shared_reads, show
from autoservice.ui.shared.rooms import Change

Drawn = tuple[OrderRow, list[StageRow]]
NOTHING: Drawn = OrderRow(), []


@opens_to(Role.CLIENT, Role.MECHANIC, Role.ADMINISTRATOR)
class OrderState(rx.State):
    """The order on the page, as its viewer may see it."""

    order: OrderRow = OrderRow()
    stages: list[StageRow] = []
    progress: int = 0
    found: bool = False
    missing: bool = False

    @rx.event
    @chained_only
    async def open(self) -> Any:
        """Begin with nothing; the watcher fills the page and keeps it true."""
        self.found = self.missing = False
        followers = [OrderState.watch]
        if current_viewer().actor.role is Role.ADMINISTRATOR:
            followers.insert(0, AssignMechanicState.load)
        return followers

    @rx.event(background=True)
    async def watch(self) -> Any:
        """Read the order now and whenever it changes, with the viewer's rights of that moment."""
        order_id = _order_id(self.router.url.path)
        prepare = partial(shared_reads.order, order_id)
        async for drawn in follow(order_topic(order_id), partial(_read, order_id), prepare):
            async with self:
                show(self, _vars(drawn))
        return rx.redirect("/sign-in")


def _vars(drawn: Drawn | None) -> dict[str, Any]:
    order, stages = drawn or NOTHING
    found = drawn is not None
    return {
        "found": found,
        "missing": not found,
        "order": order,
        "progress": order.progress,
        "stages": stages,
    }


def _order_id(path: str) -> int:
    last = path.rstrip("/").rpartition("/")[2]
    return int(last) if last.isdecimal() and len(last) < 10 else 0


async def _read(order_id: int, change: Change) -> Drawn | None:
    try:
        shared = await shared_reads.order(order_id, change.generation)
    except OrderNotFound:
        return None
    return _draw(shared, change.actor)


def _draw(shared: SharedOrder, actor: Actor) -> Drawn | None:
    # Viewers with the same rights and language see the same rows: drawn once.
    locale = current_viewer().locale
    kind = (actor.role, actor.user_id, locale)
    if kind not in shared.drawn:
        shared.drawn[kind] = _draw_anew(shared, actor, locale)
    drawn: Drawn | None = shared.drawn[kind]
    return drawn


def _draw_anew(shared: SharedOrder, actor: Actor, locale: str) -> Drawn | None:
    tracked = shared.tracked.for_viewer(actor)
    if tracked is None:
        return None
    zone = work.runtime().settings.timezone
    stages = SharedRows(stage_rows(tracked, Reader(actor, locale, zone)))
    return order_row(tracked.order, locale, zone), stages
