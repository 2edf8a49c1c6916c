"""The State of the catalog, open to guests."""

from dataclasses import dataclass

import reflex as rx

from autoservice.runtime.current import read_only
from autoservice.shared.access import Permission
from autoservice.ui.access import requires_permission
from autoservice.ui.current import current_viewer
from autoservice.ui.engine.snapshots import kept_on_device
from autoservice.ui.entities.service import ServiceViewModel, service_view_model
from autoservice.ui.kit.theme import ViewModelVar


@dataclass(frozen=True)
class ServiceGroup:
    """Services of one category."""

    name: str
    services: list[ServiceViewModel]


ServiceGroupVar = ViewModelVar


@kept_on_device
@requires_permission(Permission.READ_CATALOG)
class ServiceListState(rx.State):
    """The services by category, in catalog order."""

    groups: list[ServiceGroup] = []
    loaded: bool = False

    @rx.event
    async def load(self) -> None:
        """Read the active services."""
        viewer = current_viewer()
        async with read_only(viewer.actor) as unit:
            services = await unit.services.catalog.list_services()
        view_models = [service_view_model(service, viewer) for service in services]
        names = dict.fromkeys(one.category for one in view_models)
        self.groups = [
            ServiceGroup(name, [one for one in view_models if one.category == name]) for name in names
        ]
        self.loaded = True
