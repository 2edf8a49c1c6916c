"""The board, which its room keeps current, and moves on it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any

import reflex as rx
from pydantic import BaseModel, BeforeValidator, ValidationError

from autoservice.modules.notifications.topics import ORDERS
from autoservice.modules.orders.assignees import NOBODY
from autoservice.modules.orders.mechanics.schemas import BoardLane
from autoservice.runtime.current import read_only, transaction
from autoservice.shared.access import Permission
from autoservice.shared.errors import DomainError
from autoservice.shared.i18n import N_, translate
from autoservice.shared.validation import Id
from autoservice.ui.access import chained_only, not_on_return, requires_permission
from autoservice.ui.current import Viewer, current_viewer
from autoservice.ui.engine.live import LiveView, watch
from autoservice.ui.engine.snapshots import Values, live_vars
from autoservice.ui.kit.form_state import FormMixin
from autoservice.ui.pages.admin_board.view_models import LaneViewModel, lane_view_model


def _nobody(value: object) -> object:
    return None if value == NOBODY else value


Assignee = Annotated[Id | None, BeforeValidator(_nobody)]


class Move(BaseModel):
    """A stage that goes from the lane in which its mover saw it to another one."""

    order_id: Id
    stage_id: Id
    former: Assignee
    mechanic: Assignee


@requires_permission(Permission.ASSIGN_MECHANIC)
@live_vars("lanes", "loaded")
class BoardState(FormMixin, rx.State):
    """All open work by mechanic; the stage for which a lane is being chosen, and the last move's outcome."""

    lanes: list[LaneViewModel] = []
    loaded: bool = False
    saved: str = ""
    chosen: dict[str, str] = {}

    @rx.event
    @not_on_return
    async def clear(self) -> None:
        """Clear what the page showed before."""
        self.saved, self.errors, self.chosen = "", {}, {}

    @rx.event
    @chained_only
    async def open(self) -> None:
        """Join the room of the board."""
        watch(self, BoardView(ORDERS))

    @rx.event
    async def choose(self, order_id: str, stage_id: str, former: str, title: str) -> None:
        """Ask to whom a stage is to be given."""
        self.saved, self.errors = "", {}
        self.chosen = {
            "order_id": order_id[:20],
            "stage_id": stage_id[:20],
            "former": former[:20],
            "title": title[:300],
        }

    @rx.event
    async def cancel(self) -> None:
        """Give the stage to nobody else."""
        self.chosen = {}

    @rx.event
    async def give_to(self, mechanic: str) -> None:
        """Give the stage that was asked about to a mechanic, or to nobody."""
        asked, self.chosen = self.chosen, {}
        # Nothing is asked about after the first of two clicks.
        if asked:
            await self._move({**asked, "mechanic": mechanic})

    @rx.event
    async def move_stage(self, form: dict[str, Any]) -> None:
        """Give a stage to whom it was dragged to, or moved by keys."""
        await self._move({name: str(form.get(name, "")) for name in Move.model_fields})

    @rx.event
    async def dismiss(self) -> None:
        """Take the message away."""
        self.saved, self.errors = "", {}

    async def _move(self, fields: dict[str, str]) -> None:
        self.saved, self.errors = "", {}
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
    """All open work of the shop."""

    topic: str
    state = BoardState

    async def render(self, reading: Any, viewer: Viewer) -> Values:
        """Return the lanes in the viewer's language."""
        lanes = await _read_board(viewer)
        return {"lanes": [lane_view_model(lane, viewer) for lane in lanes], "loaded": True}


async def _read_board(viewer: Viewer) -> Sequence[BoardLane]:
    async with read_only(viewer.actor) as unit:
        return await unit.services.mechanics.read_board()
