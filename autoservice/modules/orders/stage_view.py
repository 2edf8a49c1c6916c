"""One stage as whoever may see its order sees it."""

from datetime import date, datetime
from typing import Any, Final

from pydantic import BaseModel, Field

from autoservice.modules.catalog.repair_templates.schemas import WITHOUT_INSTRUCTIONS
from autoservice.modules.orders.checklist import AnswerView
from autoservice.modules.orders.rules import available
from autoservice.modules.orders.workflow import HoldReason, OrderFacts, StageAction, StageState
from autoservice.shared.access import Actor, Permission

# What of a stage is for the shop only, as others read it.
FOR_THE_SHOP: Final = {"blocked_remark": "", "override_reason": "", "answers": {}, **WITHOUT_INSTRUCTIONS}


class StageView(BaseModel):
    """One stage as whoever may see the order sees it; of the whole order without ``job_id``.

    ``actions`` are what they may do on it now. While it is on hold, ``blocked_reason`` says why,
    ``blocked_since`` for how long, ``blocked_until`` a day if one is known, and ``blocked_remark`` what
    only the shop reads. ``answers`` are to the ``checklist``, by number from 1: clients read both once the
    stage is done. ``override_reason`` says why the shop skipped it or opened it again. Until
    ``undo_until`` its reader may take the last step back. A client sees a stage that is ``published``,
    without what instructs the shop: ``photo_needed``, ``checklist`` and ``skill``.
    """

    id: int
    job_id: int | None
    position: int
    code: str
    name_ru: str
    name_en: str
    norm_minutes: int
    state: StageState
    mechanic_id: int | None
    mechanic_name: str
    started_at: datetime | None
    done_at: datetime | None
    version: int
    parallel_group: int | None
    required: bool
    published: bool = True
    photo_needed: bool = False
    checklist: list[dict[str, str]] = []
    skill: str = ""
    blocked_reason: HoldReason | None
    blocked_remark: str
    blocked_since: datetime | None
    blocked_until: date | None = None
    override_reason: str = ""
    answers: dict[str, AnswerView] = {}
    photo_count: int = Field(default=0, exclude=True)
    undo_state: StageState | None = Field(exclude=True)
    undo_by: int | None = Field(exclude=True)
    undo_until: datetime | None
    actions: list[StageAction] = []

    def without_people(self) -> "StageView":
        """Return the stage without its mechanic, for whoever follows a link."""
        return self.model_copy(update={"mechanic_id": None, "mechanic_name": ""})

    def for_viewer(self, order: OrderFacts, viewer: Actor) -> "StageView":
        """Return the stage with the actions of ``viewer``, for clients without what is for the shop only."""
        actions = available(order, self, viewer)
        changed: dict[str, Any] = {
            "actions": actions,
            "undo_until": self.undo_until if StageAction.UNDO in actions else None,
            **({} if viewer.may(Permission.READ_INTERNAL) else self._for_clients()),
        }
        if all(getattr(self, name) == value for name, value in changed.items()):
            return self
        return self.model_copy(update=changed)

    def _for_clients(self) -> dict[str, Any]:
        """Return what clients read instead; what was found, once the stage is done."""
        if self.state is not StageState.DONE or not self.answers:
            return FOR_THE_SHOP
        return FOR_THE_SHOP | {"checklist": self.checklist, "answers": self.answers}
