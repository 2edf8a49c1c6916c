"""The choice of a service, the car's data, and the order."""

from secrets import token_urlsafe
from typing import Any

import reflex as rx
from pydantic import ValidationError

from autoservice.modules.orders.schemas import NewOrder
from autoservice.runtime.current import read_only, transaction
from autoservice.shared.access import Permission
from autoservice.shared.errors import DomainError
from autoservice.shared.idempotency import KEY_LIMIT, IdempotencyKeyReused, RequestKey, request_key
from autoservice.ui.access import requires_permission
from autoservice.ui.current import current_viewer
from autoservice.ui.engine.hydration import has_returned
from autoservice.ui.entities.service import ServiceViewModel, service_view_model
from autoservice.ui.kit.form_state import FormMixin


@requires_permission(Permission.CREATE_ORDER)
class CreateOrderState(FormMixin, rx.State):
    """The services to choose from, and the errors of the submitted form."""

    services: list[ServiceViewModel] = []
    # In the tab, too: a restart of the server must not change the choice.
    chosen: str = rx.SessionStorage("", name="autoservice_service")
    # In the browser, as long as the draft: a form that is sent again, by a double click or after a
    # restart of the server, creates no second order.
    key: str = rx.LocalStorage("", name="autoservice_order_key")
    # The order that was just placed, until its page is open.
    placed: int = 0

    @rx.event
    async def load(self) -> None:
        """Load the catalog; ``?service=`` in the address chooses one."""
        viewer = current_viewer()
        async with read_only(viewer.actor) as unit:
            services = await unit.services.catalog.list_services()
        self.services = [service_view_model(service, viewer) for service in services]
        self.key = self.key or token_urlsafe()
        if not has_returned(self):
            self.errors = {}
        elif self.chosen:
            return
        requested = self.router.url.query_parameters.get("service", "")
        known = [service.id for service in self.services]
        self.chosen = requested if requested in known else next(iter(known), "")

    @rx.event
    def choose(self, service_id: str) -> None:
        """Show another service's price and stages."""
        self.chosen = str(service_id)

    @rx.event
    async def create_order(self, form: dict[str, Any]) -> Any:
        """Create the order and redirect to its page; show the errors and keep the input otherwise."""
        try:
            order_id = await self._save_order(form)
        except (DomainError, ValidationError) as error:
            # Another order was created under the key: in another tab, or before the form was changed.
            self.key = token_urlsafe() if isinstance(error, IdempotencyKeyReused) else self.key
            self._refuse(error, form)
            return None
        self._accept()
        self.key, self.placed = token_urlsafe(), order_id
        return rx.redirect(f"/orders/{order_id}")

    async def _save_order(self, form: dict[str, Any]) -> int:
        # The form's own: this State may be younger than the page.
        command = NewOrder.model_validate({**form, "service_id": form.get("service") or self.chosen})
        async with transaction(current_viewer().actor, _key_of(form, command)) as unit:
            if not unit.is_repetition:
                unit.result_id = (await unit.services.orders.create_order(command)).id
            return unit.result_id

    @rx.var
    def chosen_service(self) -> ServiceViewModel:
        """Return the service whose price and stages are shown."""
        no_service = ServiceViewModel("", "", "", "", "", [])
        return next((service for service in self.services if service.id == self.chosen), no_service)


def _key_of(form: dict[str, Any], command: NewOrder) -> RequestKey | None:
    key = str(form.get("key", ""))
    is_key = len(key) <= KEY_LIMIT and key.isprintable()
    return request_key(key if is_key else "", "create_order", command.model_dump_json().encode())
