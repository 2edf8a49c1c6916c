"""A client's own cars."""

from typing import Any

import reflex as rx

from autoservice.modules.orders.vehicles.schemas import VehicleRow, VehiclesFilter
from autoservice.runtime.current import read_only
from autoservice.shared.access import Permission
from autoservice.shared.i18n import translate_count
from autoservice.shared.pagination import Page
from autoservice.ui.access import requires_permission
from autoservice.ui.current import current_viewer
from autoservice.ui.engine.page import page
from autoservice.ui.engine.paging import PagedMixin, paged_list
from autoservice.ui.entities.vehicle import (
    VEHICLES,
    VehicleVar,
    VehicleViewModel,
    vehicle_view_model,
)
from autoservice.ui.kit.content import number_plate, page_title
from autoservice.ui.kit.feedback import empty_state, skeleton
from autoservice.ui.kit.forms import link, link_button
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.layout import layout
from autoservice.ui.kit.theme import SURFACE, classes


@requires_permission(Permission.READ_VEHICLES)
class CarsState(PagedMixin, rx.State):
    """One page of the client's cars."""

    cars: list[VehicleViewModel] = []
    summary: str = ""

    @rx.event
    async def load(self) -> Any:
        """Read the page that the address names."""
        entered = self._read_cursor()
        await self._load_page(self._read)
        return entered

    async def _read(self) -> Page[VehicleRow]:
        async with read_only(current_viewer().actor) as unit:
            return await unit.services.vehicles.list_vehicles(VehiclesFilter(cursor=self._cursor))

    def _set_page(self, page: Page[VehicleRow]) -> None:
        super()._set_page(page)
        viewer = current_viewer()
        self.cars = [vehicle_view_model(one, viewer) for one in page.items]
        self.summary = translate_count(
            viewer.locale, "%(count)s car", "%(count)s cars", page.total, exact=page.total_is_exact
        )


@page(VEHICLES, "My cars", [CarsState.load])
def cars_page() -> rx.Component:
    """A card for each car."""
    state = CarsState
    empty = empty_state(
        t("No cars yet"),
        t("A car that is kept here need not be typed again with an order."),
        link_button(t("Add a car"), f"{VEHICLES}/new"),
    )
    cards = rx.el.ul(
        rx.foreach(state.cars, lambda car: rx.el.li(_card(car))),
        class_name="grid grid-cols-1 gap-4 md:grid-cols-2",
    )
    filled = rx.cond(state.total > 0, paged_list(state, t("My cars"), cards), empty)
    return layout(
        page_title(t("My cars"), state.summary, link_button(t("Add a car"), f"{VEHICLES}/new", "secondary")),
        rx.cond(state.loaded, filled, skeleton(4)),
        here=VEHICLES,
    )


def _card(car: VehicleVar) -> rx.Component:
    facts = rx.el.p(
        rx.cond(car.vin != "", rx.el.span("VIN ", car.vin)),
        rx.el.span(car.odometer),
        class_name="mt-2 flex flex-wrap gap-x-4 text-sm text-muted wrap-anywhere empty:hidden",
    )
    return rx.el.div(
        link(
            rx.el.span(car.name, class_name="min-w-0 wrap-anywhere"),
            number_plate(car.plate),
            href=car.url,
            class_name=(
                "flex min-h-11 flex-wrap items-center justify-between gap-3 font-bold underline-offset-4 "
                "hover:underline"
            ),
        ),
        facts,
        link_button(
            t("Order a service"),
            car.order_url,
            "secondary",
            class_name="mt-4",
            custom_attrs={"aria-label": (t("Order a service") + ": " + car.label).to(str)},
        ),
        class_name=classes(SURFACE, "flex h-full flex-col items-start p-4 sm:p-5 *:first:w-full"),
    )
