"""The board, which its room keeps current, and moves on it."""

from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

import reflex as rx
from pydantic import ValidationError

from autoservice.modules.notifications.topics import ORDERS
from autoservice.modules.orders.board.schemas import BoardQuery
from autoservice.modules.orders.commands import Scheduling
from autoservice.modules.orders.shop_days import day_of, start_of
from autoservice.runtime.current import current_runtime, read_only, transaction
from autoservice.shared.access import Permission
from autoservice.shared.errors import DomainError
from autoservice.shared.i18n import N_, format_day, translate
from autoservice.ui.access import chained_only, not_on_return, requires_permission
from autoservice.ui.current import Viewer, current_viewer
from autoservice.ui.engine.live import LiveView, watch
from autoservice.ui.engine.snapshots import Values, live_vars
from autoservice.ui.kit.form_state import FormMixin
from autoservice.ui.pages.admin_board.days import DAY, DayViewModel, address_of, day_view_model, read_query
from autoservice.ui.pages.admin_board.moves import ChosenViewModel, Move, Seen, chosen_view_model
from autoservice.ui.pages.admin_board.view_models import LaneViewModel, lane_view_models


@requires_permission(Permission.ASSIGN_MECHANIC)
@live_vars("lanes", "day", "loaded")
class BoardState(FormMixin, rx.State):
    """The open work of a day by mechanic; the stage that is about to be moved, and the last outcome."""

    lanes: list[LaneViewModel] = []
    day: DayViewModel = DayViewModel()
    loaded: bool = False
    saved: str = ""
    chosen: ChosenViewModel = ChosenViewModel()

    @rx.event
    @not_on_return
    async def clear(self) -> None:
        """Clear what the page showed before."""
        self._forget()
        self.chosen = ChosenViewModel()

    @rx.event
    @chained_only
    async def open(self) -> None:
        """Join the room of the board of the day that the address names."""
        asked = str(self.router.url.query_parameters.get(DAY, ""))
        watch(self, BoardView(ORDERS, read_query(asked)))

    @rx.event
    async def go_to(self, form: dict[str, Any]) -> Any:
        """Show the board of the day that was typed; today's for what is no day."""
        return rx.redirect(address_of(str(form.get(DAY, ""))[:10]))

    @rx.event
    async def choose(self, order_id: str, stage_id: str, former: str, title: str) -> None:
        """Ask to whom a stage is to be given, or for which day its order is to be planned."""
        self._forget()
        fields, viewer = {"order_id": order_id, "stage_id": stage_id, "former": former}, current_viewer()
        try:
            seen = Seen.model_validate(fields)
            async with read_only(viewer.actor) as unit:
                order = await unit.services.orders.get_order(seen.order_id)
            self.chosen = chosen_view_model(order, seen, title[:300], day_of(viewer.now, viewer.zone))
        except (DomainError, ValidationError) as error:
            self._refuse(error)

    @rx.event
    async def cancel(self) -> None:
        """Leave the stage where it is."""
        self._forget()
        self.chosen = ChosenViewModel()

    @rx.event
    async def give_to(self, mechanic: str) -> None:
        """Give the stage that was asked about to a mechanic, or to nobody."""
        asked, self.chosen = self.chosen, ChosenViewModel()
        # Nothing is asked about after the first of two clicks.
        if asked.stage_id:
            await self._move({**asdict(asked), "mechanic": mechanic})

    @rx.event
    async def plan(self, form: dict[str, Any]) -> None:
        """Plan the order of the stage that was asked about for the day that was typed."""
        self._forget()
        asked, viewer = self.chosen, current_viewer()
        if not asked.stage_id:
            return
        try:
            command = Scheduling.model_validate({DAY: str(form.get(DAY, "")), "version": asked.version})
            async with transaction(viewer.actor) as unit:
                await unit.services.order_life.schedule_order(int(asked.order_id), command)
        except (DomainError, ValidationError) as error:
            self._refuse(error, (DAY,))
            # Only another day can be tried again.
            self.chosen = asked if DAY in self.errors else ChosenViewModel()
            return
        self._accept()
        self.chosen = ChosenViewModel()
        day = format_day(viewer.locale, command.day)
        self.saved = translate(viewer.locale, N_("Planned for %(day)s."), day=day)

    @rx.event
    async def move_stage(self, form: dict[str, Any]) -> None:
        """Give a stage to whom it was dragged to, or moved by keys."""
        await self._move({name: str(form.get(name, "")) for name in Move.model_fields})

    @rx.event
    async def dismiss(self) -> None:
        """Take the message away."""
        self._forget()

    def _forget(self) -> None:
        self.saved, self.errors = "", {}

    async def _move(self, fields: dict[str, str]) -> None:
        self._forget()
        viewer = current_viewer()
        try:
            move = Move.model_validate(fields)
            async with transaction(viewer.actor) as unit:
                given = move.mechanic, [move.former]
                await unit.services.assignment.assign_stage(move.order_id, move.stage_id, *given)
        except (DomainError, ValidationError) as error:
            self._refuse(error)
            return
        self.saved = translate(viewer.locale, N_("Moved."))


@dataclass(frozen=True)
class BoardView(LiveView):
    """The open work of a day; of each present day, if the address names none."""

    topic: str
    query: BoardQuery
    state = BoardState

    async def render(self, reading: Any, viewer: Viewer) -> Values:
        """Return the lanes and their day in the viewer's language."""
        async with read_only(viewer.actor) as unit:
            board = await unit.services.board.read_board(self.query)
        return {
            "lanes": lane_view_models(board, viewer),
            "day": day_view_model(board, viewer),
            "loaded": True,
        }

    def seconds_left(self) -> float:
        """Return how long the shop's present day lasts: then other work is late, and today another day."""
        runtime = current_runtime()
        now, zone = runtime.clock(), runtime.settings.timezone
        return (start_of(day_of(now, zone) + timedelta(days=1), zone) - now).total_seconds()
