"""Reading the catalogue for everybody."""

from dataclasses import dataclass

import reflex as rx

from autoservice.runtime.current import read_only
from autoservice.ui.access import EVERYBODY, opens_to
from autoservice.ui.current import current_viewer
from autoservice.ui.entities.service.rows import ServiceRow, service_row
from autoservice.ui.kit.theme import RowVar


@dataclass(frozen=True)
class ServiceGroup:
    """Services of one category."""

    name: str
    services: list[ServiceRow]


ServiceGroupVar = RowVar


@opens_to(*EVERYBODY)
class ServiceListState(rx.State):
    """The services by category, in catalogue order."""

    groups: list[ServiceGroup] = []
    loaded: bool = False

    @rx.event
    async def load(self) -> None:
        """Read what is on offer now."""
        viewer = current_viewer()
        async with read_only(viewer.actor) as unit:
            services = await unit.services.catalog.list_services()
        rows = [service_row(service, viewer.locale) for service in services]
        names = dict.fromkeys(row.category for row in rows)
        self.groups = [ServiceGroup(name, [row for row in rows if row.category == name]) for name in names]
        self.loaded = True
