"""The form in which a time is promised."""

from typing import Any, Final

import reflex as rx
from pydantic import ValidationError

from autoservice.modules.orders.promises.schemas import OrderPromise
from autoservice.runtime.current import transaction
from autoservice.shared.access import Permission
from autoservice.shared.errors import DomainError
from autoservice.ui.access import not_on_return, requires_permission
from autoservice.ui.current import current_viewer
from autoservice.ui.kit.form_state import FormMixin
from autoservice.ui.kit.path import id_of

FIELDS: Final = ("at", "reason", "version")


@requires_permission(Permission.PROMISE_ORDER)
class PromiseOrderState(FormMixin, rx.State):
    """The errors of the form, and whether the last promise was kept in the shop's books."""

    saved: bool = False

    @rx.event
    @not_on_return
    async def clear(self) -> None:
        """Clear what the page showed before."""
        self.errors, self.saved = {}, False

    @rx.event
    async def promise_order(self, form: dict[str, Any]) -> None:
        """Promise the order of the page for the time that was typed."""
        self.saved = False
        try:
            command = OrderPromise.model_validate({name: str(form.get(name, "")) for name in FIELDS})
            async with transaction(current_viewer().actor) as unit:
                await unit.services.promises.promise_order(id_of(self.router.url.path), command)
        except (DomainError, ValidationError) as error:
            self._refuse(error, FIELDS)
            return
        self._accept()
        self.saved = True
