"""The choice of a service and a car; the order itself goes over REST, from the browser's retry queue."""

from typing import Final

import reflex as rx

from autoservice.modules.orders.vehicles.schemas import VehiclesFilter
from autoservice.runtime.current import read_only
from autoservice.shared.access import Permission
from autoservice.shared.pagination import MAX_PAGE_SIZE
from autoservice.ui.access import requires_permission
from autoservice.ui.current import Viewer, current_viewer
from autoservice.ui.engine.hydration import has_returned
from autoservice.ui.engine.snapshots import kept_on_device
from autoservice.ui.entities.service import ServiceViewModel, service_view_model
from autoservice.ui.entities.vehicle import VehicleViewModel, vehicle_view_model
from autoservice.ui.kit.path import id_of

ANOTHER: Final = "another"
# No client has the id of an address without one.
NOBODY: Final = 2**31 - 1


@kept_on_device
@requires_permission(Permission.PLACE_ORDER)
class CreateOrderState(rx.State):
    """The services and the client's cars to choose from."""

    services: list[ServiceViewModel] = []
    cars: list[VehicleViewModel] = []
    # The chosen car, ``ANOTHER`` for one that is not known yet; it outlives a reload, as what is typed does.
    car: str = rx.SessionStorage("", name="autoservice_car")
    # In the tab, too: a restart of the server must not change the choice.
    chosen: str = rx.SessionStorage("", name="autoservice_service")
    # Changes when the page's choice begins anew.
    opening: int = 0

    @rx.event
    async def load(self) -> None:
        """Load the catalog and the cars; ``?service=`` and ``?vehicle=`` in the address choose one."""
        viewer = current_viewer()
        async with read_only(viewer.actor) as unit:
            services = await unit.services.catalog.list_services()
            client_id = self._client_id(viewer)
            wanted = VehiclesFilter(size=MAX_PAGE_SIZE, client=client_id)
            cars = await unit.services.vehicles.list_vehicles(wanted)
        self.cars = [vehicle_view_model(car, viewer) for car in cars.items if not car.is_archived]
        self.services = [service_view_model(service, viewer) for service in services]
        if has_returned(self) and self.chosen:
            return
        self.chosen = self._choose("service", [service.id for service in self.services])
        known = [car.id for car in self.cars]
        if client_id or self._asked("vehicle") or self.car not in (ANOTHER, *known):
            self.car = self._choose("vehicle", known)
        self.opening += 1

    def _client_id(self, viewer: Viewer) -> int | None:
        """Return whom the shop orders for: ``?client=``; whoever orders for themselves has their own cars."""
        is_shop = viewer.actor.may(Permission.MANAGE_CLIENTS)
        return (id_of(self._asked("client")) or NOBODY) if is_shop else None

    def _asked(self, name: str) -> str:
        return str(self.router.url.query_parameters.get(name, ""))

    def _choose(self, name: str, known: list[str]) -> str:
        """Return what the address asks for, the first one if it is not known."""
        return self._asked(name) if self._asked(name) in known else next(iter(known), "")

    @rx.event
    def choose(self, opening: int, service_id: str) -> None:
        """Show another service's price and stages."""
        self.chosen = str(service_id)
        self._keep_choice(opening)

    @rx.event
    def choose_car(self, opening: int, car_id: str) -> None:
        """Remember which car the order is for."""
        self.car = str(car_id) or ANOTHER
        self._keep_choice(opening)

    def _keep_choice(self, opening: int) -> None:
        """Show what was chosen while the page was still being read, which has begun anew since."""
        if opening != self.opening:
            self.opening += 1

    @rx.var
    def chosen_service(self) -> ServiceViewModel:
        """Return the service whose price and stages are shown."""
        no_service = ServiceViewModel("", "", "", "", "", 0, [])
        return next((service for service in self.services if service.id == self.chosen), no_service)
