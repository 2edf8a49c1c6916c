"""The stage that is about to be moved, and where it may go."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from pydantic import BaseModel, BeforeValidator

from autoservice.modules.orders.assignees import NOBODY
from autoservice.modules.orders.errors import StageNotFound
from autoservice.modules.orders.schemas import OrderView
from autoservice.modules.orders.status import OrderAction
from autoservice.modules.orders.workflow import StageAction
from autoservice.shared.validation import Id
from autoservice.ui.kit.theme import ViewModelVar


def _nobody(value: object) -> object:
    return None if value == NOBODY else value


Assignee = Annotated[Id | None, BeforeValidator(_nobody)]


class Seen(BaseModel):
    """A stage in the lane in which its mover sees it."""

    order_id: Id
    stage_id: Id
    former: Assignee


class Move(Seen):
    """A stage that goes from that lane to another one."""

    mechanic: Assignee


@dataclass(frozen=True)
class ChosenViewModel:
    """The stage that is asked about, with the ``version`` of its order; empty without one.

    ``day`` is the order's day, if it has one that is not over, which can be changed if ``can_plan``.
    """

    order_id: str = ""
    stage_id: str = ""
    former: str = ""
    title: str = ""
    version: str = ""
    day: str = ""
    can_plan: bool = False
    can_unassign: bool = False


ChosenVar = ViewModelVar


def chosen_view_model(order: OrderView, seen: Seen, title: str, today: date) -> ChosenViewModel:
    """Return where the stage may go now; raises ``StageNotFound``."""
    stage = next((one for one in order.stages if one.id == seen.stage_id), None)
    if stage is None:
        raise StageNotFound()
    day = order.scheduled_on
    return ChosenViewModel(
        order_id=str(order.id),
        stage_id=str(stage.id),
        former=str(seen.former or NOBODY),
        title=title,
        version=str(order.version),
        day=day.isoformat() if day and day >= today else "",
        can_plan=OrderAction.SCHEDULE in order.actions,
        can_unassign=StageAction.UNASSIGN in stage.actions,
    )
