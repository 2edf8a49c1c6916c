"""Entering what an odometer shows."""

import re
from typing import Any, Final

import reflex as rx
from pydantic import ValidationError

from autoservice.modules.orders.vehicles.errors import OdometerLower
from autoservice.modules.orders.vehicles.schemas import NewReading
from autoservice.runtime.current import transaction
from autoservice.shared.access import Permission
from autoservice.shared.errors import DomainError
from autoservice.ui.access import not_on_return, requires_permission
from autoservice.ui.current import current_viewer
from autoservice.ui.kit.form_state import FormMixin
from autoservice.ui.kit.path import id_of

FIELD: Final = "value"
# Between groups of three digits.
GROUPING: Final = re.compile(r"(?<=[0-9])[\s.,'’](?=[0-9]{3}(?![0-9]))")


@requires_permission(Permission.READ_VEHICLES)
class ReadOdometerState(FormMixin, rx.State):
    """The errors of the form; ``question`` asks whether a lower reading is right."""

    question: str = ""
    _lower: str = ""

    @rx.event
    @not_on_return
    async def clear(self) -> None:
        """Clear what the page showed before."""
        self.errors, self.question = {}, ""

    @rx.event
    async def record_reading(self, form: dict[str, Any]) -> Any:
        """Enter the reading; ask about a lower one."""
        typed = GROUPING.sub("", str(form.get(FIELD, "")).strip())
        return await self._record(typed, confirmed=False)

    @rx.event
    async def confirm(self) -> Any:
        """Enter the lower reading that was asked about."""
        self.question = ""
        return await self._record(self._lower, confirmed=True)

    @rx.event
    async def cancel(self) -> None:
        """Enter nothing."""
        self.question = ""

    async def _record(self, typed: str, *, confirmed: bool) -> Any:
        viewer = current_viewer()
        try:
            command = NewReading.model_validate({FIELD: typed, "confirmed": confirmed})
            async with transaction(viewer.actor) as unit:
                await unit.services.vehicles.record_reading(id_of(self.router.url.path), command)
        except OdometerLower as lower:
            self.question, self._lower, self.errors = lower.text(viewer.locale), typed, {}
            return None
        except (DomainError, ValidationError) as error:
            self._refuse(error, [FIELD])
            return None
        self._accept()
        return rx.set_value("odometer_value", "")
