"""The table of all cars."""

from dataclasses import dataclass
from typing import Any

import reflex as rx

from autoservice.modules.notifications.topics import VEHICLES as TOPIC
from autoservice.modules.orders.vehicles.schemas import VehicleRow, VehiclesFilter
from autoservice.runtime.current import read_only
from autoservice.shared.access import Actor, Permission
from autoservice.shared.i18n import N_, translate_count
from autoservice.shared.pagination import Page
from autoservice.ui.access import requires_permission
from autoservice.ui.current import Viewer
from autoservice.ui.engine.page import page
from autoservice.ui.entities.vehicle import vehicle_view_model
from autoservice.ui.kit.content import page_title
from autoservice.ui.kit.feedback import badge, empty_state
from autoservice.ui.kit.forms import link
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.layout import layout
from autoservice.ui.kit.theme import ViewModelVar
from autoservice.ui.widgets.data_table import (
    LINK,
    UNLESS_EMPTY,
    Column,
    Row,
    TableMixin,
    TableQuery,
    data_table,
    live_table,
)


@dataclass(frozen=True)
class CarRow(Row):
    """A car as the table shows it."""

    url: str = ""
    plate: str = ""
    vin: str = ""
    odometer: str = ""
    owner: str = ""
    is_archived: bool = False


def _car_row(vehicle: VehicleRow, viewer: Viewer) -> CarRow:
    shown = vehicle_view_model(vehicle, viewer)
    return CarRow(
        id=shown.id,
        name=shown.name,
        url=shown.url,
        plate=shown.plate,
        vin=shown.vin,
        odometer=shown.odometer,
        owner=shown.owner,
        is_archived=shown.is_archived,
    )


def _plate(row: ViewModelVar) -> rx.Component:
    # A car that was sold is there twice, with one plate: its client tells the links apart.
    label = (row.plate + ", " + row.owner).to(str)
    return link(row.plate, href=row.url, aria_label=label, class_name=LINK)


def _name(row: ViewModelVar) -> rx.Component:
    return rx.el.span(row.name, " ", rx.cond(row.is_archived, badge(t("Archived"))))


@requires_permission(Permission.READ_ALL_ORDERS)
@live_table(
    Column("plate", N_("Number plate"), draw=_plate),
    Column("name", N_("Car"), draw=_name),
    Column("vin", N_("VIN or frame number"), width=UNLESS_EMPTY),
    Column("odometer", N_("Odometer"), "quantity", width=UNLESS_EMPTY),
    Column("owner", N_("Client")),
)
class VehiclesState(TableMixin, rx.State):
    """One page of the cars that fit what is searched for."""

    rows: list[CarRow] = []

    def _topic(self, actor: Actor) -> str:
        return TOPIC

    @classmethod
    async def _read_rows(cls, query: TableQuery, viewer: Viewer) -> Page[Any]:
        filters = VehiclesFilter(q=query.text, cursor=query.cursor, size=query.size)
        async with read_only(viewer.actor) as unit:
            page = await unit.services.vehicles.list_vehicles(filters)
        return page.with_items(_car_row(vehicle, viewer) for vehicle in page.items)

    @classmethod
    def _summarize(cls, page: Page[Any], locale: str) -> str:
        return translate_count(
            locale, "%(count)s car", "%(count)s cars", page.total, exact=page.total_is_exact
        )


@page("/admin/vehicles", "Cars", [VehiclesState.open])
def admin_vehicles() -> rx.Component:
    """A table with a search."""
    return layout(
        page_title(t("Cars"), VehiclesState.summary),
        data_table(
            VehiclesState,
            t("Cars"),
            search=t("Plate, VIN, car or client"),
            empty=empty_state(t("No cars yet"), t("They come with their clients' orders.")),
        ),
        here="/admin/vehicles",
    )
