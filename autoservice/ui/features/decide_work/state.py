"""Approving and declining extra work."""

from typing import Any

import reflex as rx
from pydantic import TypeAdapter, ValidationError

from autoservice.modules.orders.approvals.schemas import Decision
from autoservice.runtime.current import transaction
from autoservice.shared.access import Permission
from autoservice.shared.errors import DomainError
from autoservice.shared.validation import Id
from autoservice.ui.access import not_on_return, requires_permission
from autoservice.ui.current import current_viewer
from autoservice.ui.kit.form_state import FormMixin
from autoservice.ui.kit.path import id_of

APPROVE, DECLINE = "approve", "decline"


@requires_permission(Permission.DECIDE_WORK)
class DecideWorkState(FormMixin, rx.State):
    """The errors of the last decision, which was about ``job_id``."""

    job_id: str = ""

    @rx.event
    @not_on_return
    async def clear(self) -> None:
        """Forget what was refused on another page."""
        self.job_id, self.errors = "", {}

    @rx.event
    async def approve_work(self, form: dict[str, Any]) -> None:
        """Approve the work as the page showed it."""
        await self._decide(form, APPROVE)

    @rx.event
    async def decline_work(self, form: dict[str, Any]) -> None:
        """Decline the work as the page showed it."""
        await self._decide(form, DECLINE)

    @rx.event
    async def enter_decision(self, form: dict[str, Any]) -> None:
        """Approve or decline in the client's name, with the remark how they did."""
        await self._decide(form, APPROVE if form.get("decision") == APPROVE else DECLINE)

    async def _decide(self, form: dict[str, Any], verb: str) -> None:
        self.job_id = str(form.get("job_id", ""))[:20]
        try:
            job_id = TypeAdapter(Id).validate_python(self.job_id)
            decision = Decision.model_validate(form)
            async with transaction(current_viewer().actor) as unit:
                decisions = unit.services.decisions
                decide = decisions.approve_work if verb == APPROVE else decisions.decline_work
                await decide(id_of(self.router.url.path), job_id, decision)
        except (DomainError, ValidationError) as error:
            self._refuse(error)
        else:
            self._accept()
