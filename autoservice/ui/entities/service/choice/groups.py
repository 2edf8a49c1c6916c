"""The services of the order form, by category."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby

from autoservice.modules.catalog.services.schemas import ServiceView
from autoservice.shared.i18n import localized
from autoservice.ui.current import Viewer
from autoservice.ui.entities.service.view_models import ServiceViewModel, service_view_model
from autoservice.ui.kit.theme import ViewModelVar


@dataclass(frozen=True)
class ServiceGroup:
    """The services of one category, ready to be shown."""

    code: str = ""
    name: str = ""
    services: list[ServiceViewModel] = field(default_factory=list)


GroupVar = ViewModelVar


def group_services(services: Sequence[ServiceView], viewer: Viewer) -> list[ServiceGroup]:
    """Return the services, which are sorted by category, in groups."""
    return [
        ServiceGroup(
            code=category.code,
            name=localized(viewer.locale, category.name_ru, category.name_en),
            services=[service_view_model(service, viewer) for service in those],
        )
        for category, those in groupby(services, key=lambda service: service.category)
    ]
