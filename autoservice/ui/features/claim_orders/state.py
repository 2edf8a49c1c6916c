"""The claim of a client to earlier orders, and what became of it."""

from typing import Any, Final

import reflex as rx
from pydantic import ValidationError

from autoservice.modules.admin.clients.schemas import NewClaim
from autoservice.runtime.current import read_only, transaction
from autoservice.shared.access import Permission
from autoservice.shared.errors import DomainError
from autoservice.ui.access import not_on_return, requires_permission
from autoservice.ui.current import current_viewer
from autoservice.ui.kit.form_state import FormMixin

FIELDS: Final = ("number", "plate", "vin_end")


@requires_permission(Permission.CLAIM_ORDERS)
class ClaimOrdersState(FormMixin, rx.State):
    """The state of the latest claim, empty without one."""

    state: str = ""

    @rx.event
    @not_on_return
    async def clear(self) -> None:
        """Take the errors away that the page showed before."""
        self.errors = {}

    @rx.event
    async def load(self) -> None:
        """Read what became of the latest claim."""
        async with read_only(current_viewer().actor) as unit:
            claim = await unit.services.claims.get_claim()
        self.state = claim.state.value if claim else ""

    @rx.event
    async def claim_orders(self, form: dict[str, Any]) -> None:
        """Claim the orders of the facts that were typed; show the errors and keep the input otherwise."""
        actor = current_viewer().actor
        try:
            new = NewClaim.model_validate({name: str(form.get(name, "")) for name in FIELDS})
            async with read_only(actor) as unit:
                await unit.services.claims.check_claim()
            async with transaction(actor) as unit:
                claim = await unit.services.claims.claim_orders(new)
        except (DomainError, ValidationError) as error:
            self._refuse(error, form)
            return
        self._accept()
        self.state = claim.state.value
