"""The mechanics to choose from, and the assignment."""

from dataclasses import dataclass
from typing import Any

import reflex as rx
from pydantic import TypeAdapter, ValidationError

from autoservice.modules.orders.schemas import Assignment
from autoservice.runtime.current import read_only, transaction
from autoservice.shared.access import Permission
from autoservice.shared.errors import DomainError
from autoservice.shared.validation import Id
from autoservice.ui.access import requires_permission
from autoservice.ui.current import current_viewer
from autoservice.ui.kit.form_state import FormMixin
from autoservice.ui.kit.theme import ViewModelVar


@dataclass(frozen=True)
class MechanicOption:
    """An option of the select."""

    id: str
    name: str


MechanicOptionVar = ViewModelVar


@requires_permission(Permission.ASSIGN_MECHANIC)
class AssignMechanicState(FormMixin, rx.State):
    """The administrator's choice of a mechanic for the order on the page."""

    mechanics: list[MechanicOption] = []

    @rx.event
    async def load(self) -> None:
        """Read the mechanics."""
        async with read_only(current_viewer().actor) as unit:
            mechanics = await unit.services.directory.list_mechanics()
        self.mechanics = [MechanicOption(str(mechanic.id), mechanic.name) for mechanic in mechanics]
        self.errors = {}

    @rx.event
    async def assign_mechanic(self, form: dict[str, Any]) -> None:
        """Assign the chosen mechanic to the order's open stages."""
        try:
            assignment = Assignment.model_validate(form)
            order_id = TypeAdapter(Id).validate_python(form.get("order_id"))
            async with transaction(current_viewer().actor) as unit:
                await unit.services.assignment.assign_order(order_id, assignment.mechanic_id)
        except (DomainError, ValidationError) as error:
            self._refuse(error, form)
        else:
            self._accept()
