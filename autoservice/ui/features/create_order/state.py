"""Choosing a service, naming the car, ordering."""

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
    """What the form offers, and what was wrong with the submitted one."""

    services: list[ServiceViewModel] = []
    # In the tab, too: a server that begins anew must not choose something else.
    chosen: str = rx.SessionStorage("", name="autoservice_service")
    # In the browser, as long as the draft: what is sent again, by a double tap or after the server
    # has begun anew, places no second order.
    key: str = rx.LocalStorage("", name="autoservice_order_key")

    @rx.event
    async def load(self) -> None:
        """Offer the catalog; ``?service=`` in the address chooses one."""
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
        """Order, and go to the order's page; or say what is wrong and lose nothing."""
        try:
            order_id = await self._place(form)
        except (DomainError, ValidationError) as error:
            # Something else was ordered under the key: in another tab, or before this was changed.
            self.key = token_urlsafe() if isinstance(error, IdempotencyKeyReused) else self.key
            self._refuse(error, form)
            return None
        self._accept()
        self.key = token_urlsafe()
        return rx.redirect(f"/orders/{order_id}")

    async def _place(self, form: dict[str, Any]) -> int:
        # The form's own: this State may be younger than the page.
        command = NewOrder.model_validate({**form, "service_id": form.get("service") or self.chosen})
        async with transaction(current_viewer().actor, _key_of(form, command)) as unit:
            if not unit.is_repetition:
                unit.result_id = (await unit.services.orders.create_order(command)).id
            return unit.result_id

    @rx.var
    def chosen_service(self) -> ServiceViewModel:
        """The service whose price and stages are shown."""
        nothing = ServiceViewModel("", "", "", "", "", [])
        return next((row for row in self.services if row.id == self.chosen), nothing)


def _key_of(form: dict[str, Any], command: NewOrder) -> RequestKey | None:
    key = str(form.get("key", ""))
    is_key = len(key) <= KEY_LIMIT and key.isprintable()
    return request_key(key if is_key else "", "create_order", command.model_dump_json().encode())
