"""Choosing a service, naming the car, ordering."""

from typing import Any

import reflex as rx
from pydantic import ValidationError

from autoservice.modules.orders.schemas import NewOrder
from autoservice.runtime.current import read_only, transaction
from autoservice.shared.access import Permission
from autoservice.shared.errors import DomainError
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
    # The number of the order that the open page has placed: a double tap must not place another.
    _placed: int = 0

    @rx.event
    async def load(self) -> None:
        """Offer the catalog; ``?service=`` in the address chooses one."""
        viewer = current_viewer()
        async with read_only(viewer.actor) as unit:
            services = await unit.services.catalog.list_services()
        self.services = [service_view_model(service, viewer) for service in services]
        if not has_returned(self):
            self._placed, self.errors = 0, {}
        elif self.chosen:
            return
        wanted = self.router.url.query_parameters.get("service", "")
        known = {row.id for row in self.services}
        self.chosen = wanted if wanted in known else next(iter(row.id for row in self.services), "")

    @rx.event
    def choose(self, service_id: str) -> None:
        """Show another service's price and stages."""
        self.chosen = str(service_id)

    @rx.event
    async def create_order(self, form: dict[str, Any]) -> Any:
        """Order, and go to the order's page; or say what is wrong and lose nothing."""
        try:
            self._placed = self._placed or await self._place(form)
        except (DomainError, ValidationError) as error:
            self._refuse(error, form)
            return None
        self._accept()
        return rx.redirect(f"/orders/{self._placed}")

    async def _place(self, form: dict[str, Any]) -> int:
        # The form's own: this State may be younger than the page.
        wanted = NewOrder.model_validate({**form, "service_id": form.get("service") or self.chosen})
        async with transaction(current_viewer().actor) as unit:
            order = await unit.services.orders.create_order(wanted)
        return order.id

    @rx.var
    def chosen_service(self) -> ServiceViewModel:
        """The service whose price and stages are shown."""
        nothing = ServiceViewModel("", "", "", "", "", [])
        return next((row for row in self.services if row.id == self.chosen), nothing)
