"""The choice of a service; the order itself goes over REST, from the browser's retry queue."""

import reflex as rx

from autoservice.runtime.current import read_only
from autoservice.shared.access import Permission
from autoservice.ui.access import requires_permission
from autoservice.ui.current import current_viewer
from autoservice.ui.engine.hydration import has_returned
from autoservice.ui.engine.snapshots import kept_on_device
from autoservice.ui.entities.service import ServiceViewModel, service_view_model


@kept_on_device
@requires_permission(Permission.CREATE_ORDER)
class CreateOrderState(rx.State):
    """The services to choose from."""

    services: list[ServiceViewModel] = []
    # In the tab, too: a restart of the server must not change the choice.
    chosen: str = rx.SessionStorage("", name="autoservice_service")
    # Changes when the page's choice begins anew.
    opening: int = 0

    @rx.event
    async def load(self) -> None:
        """Load the catalog; ``?service=`` in the address chooses one."""
        viewer = current_viewer()
        async with read_only(viewer.actor) as unit:
            services = await unit.services.catalog.list_services()
        self.services = [service_view_model(service, viewer) for service in services]
        if has_returned(self) and self.chosen:
            return
        requested = self.router.url.query_parameters.get("service", "")
        known = [service.id for service in self.services]
        self.chosen = requested if requested in known else next(iter(known), "")
        self.opening += 1

    @rx.event
    def choose(self, opening: int, service_id: str) -> None:
        """Show another service's price and stages.

        A choice made while the page was still being read is shown anew: it began with another one.
        """
        self.chosen = str(service_id)
        if opening != self.opening:
            self.opening += 1

    @rx.var
    def chosen_service(self) -> ServiceViewModel:
        """Return the service whose price and stages are shown."""
        no_service = ServiceViewModel("", "", "", "", "", 0, [])
        return next((service for service in self.services if service.id == self.chosen), no_service)
