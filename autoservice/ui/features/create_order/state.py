"""The choice of services and a car; the order itself goes over REST, from the browser's retry queue."""

from datetime import timedelta
from typing import Final

import reflex as rx

from autoservice.modules.catalog.services.schemas import ServiceView
from autoservice.modules.orders.shop_days import FARTHEST, day_of
from autoservice.modules.orders.vehicles.schemas import VehiclesFilter
from autoservice.runtime.current import read_only
from autoservice.shared.access import Permission
from autoservice.shared.pagination import MAX_PAGE_SIZE
from autoservice.ui.access import requires_permission
from autoservice.ui.current import Viewer, current_viewer
from autoservice.ui.engine.hydration import has_returned
from autoservice.ui.engine.snapshots import kept_on_device, live_vars
from autoservice.ui.entities.service.choice import LIVE_VARS, ServiceChoiceMixin
from autoservice.ui.entities.vehicle import VehicleViewModel, vehicle_view_model
from autoservice.ui.kit.path import id_of

ANOTHER: Final = "another"
# No client has the id of an address without one.
NOBODY: Final = 2**31 - 1


@kept_on_device
@requires_permission(Permission.PLACE_ORDER)
@live_vars(*LIVE_VARS)
class CreateOrderState(ServiceChoiceMixin, rx.State):
    """The services and the client's cars to choose from, and what is chosen."""

    cars: list[VehicleViewModel] = []
    # The chosen car, ``ANOTHER`` for one that is not known yet; it outlives a reload, as what is typed does.
    car: str = rx.SessionStorage("", name="autoservice_car")
    # The chosen services, divided by commas. In the tab: a restart of the server must not change the choice.
    chosen: str = rx.SessionStorage("", name="autoservice_services")
    # The days that can be wished for.
    first_day: str = ""
    last_day: str = ""

    @rx.event
    async def load(self) -> None:
        """Load the catalog and the cars; ``?service=`` and ``?vehicle=`` in the address choose one."""
        viewer = current_viewer()
        async with read_only(viewer.actor) as unit:
            services = await unit.services.catalog.list_services()
            client_id = self._client_id(viewer)
            filters = VehiclesFilter(size=MAX_PAGE_SIZE, client=client_id)
            cars = await unit.services.vehicles.list_vehicles(filters)
        self.cars = [vehicle_view_model(car, viewer) for car in cars.items if not car.is_archived]
        self._show_services(services, viewer)
        self._set_days(viewer)
        if not (has_returned(self) and self.chosen):
            self._begin(services, is_shop=client_id is not None)
        elif not self.opening:
            self._draw_anew()
        self._watch()

    def _begin(self, services: list[ServiceView], *, is_shop: bool) -> None:
        """Begin the choice with what the address asks for."""
        self._begin_choice(self._choose("service", [str(service.id) for service in services]))
        known = [car.id for car in self.cars]
        if is_shop or self._asked("vehicle") or self.car not in (ANOTHER, *known):
            self.car = self._choose("vehicle", known) or next(iter(known), "")

    def _client_id(self, viewer: Viewer) -> int | None:
        """Return whom the shop orders for: ``?client=``; whoever orders for themselves has their own cars."""
        is_shop = viewer.actor.may(Permission.MANAGE_CLIENTS)
        return (id_of(self._asked("client")) or NOBODY) if is_shop else None

    def _asked(self, name: str) -> str:
        return str(self.router.url.query_parameters.get(name, ""))

    def _choose(self, name: str, known: list[str]) -> str:
        """Return what the address asks for, if it is known."""
        return self._asked(name) if self._asked(name) in known else ""

    def _set_days(self, viewer: Viewer) -> None:
        today = day_of(viewer.now, viewer.zone)
        self.first_day, self.last_day = str(today), str(today + FARTHEST - timedelta(days=1))

    @rx.event
    def choose_car(self, opening: int, car_id: str) -> None:
        """Remember which car the order is for."""
        self.car = str(car_id) or ANOTHER
        self._keep_choice(opening)
