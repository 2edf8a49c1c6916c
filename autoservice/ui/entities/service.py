"""A service in the viewer's language."""

from dataclasses import dataclass
from typing import Final

from autoservice.modules.catalog.schemas import ServiceView
from autoservice.shared.i18n import N_, format_money, localized, translate
from autoservice.shared.spoken_time import format_duration
from autoservice.ui.current import Viewer
from autoservice.ui.kit.theme import ViewModelVar

CATEGORIES: Final = {
    "maintenance": N_("Maintenance"),
    "diagnostics": N_("Diagnostics"),
    "brakes": N_("Brakes"),
    "engine": N_("Engine"),
    "electrics": N_("Electrics"),
    "transmission": N_("Transmission"),
    "suspension": N_("Suspension"),
    "wheels": N_("Wheels and tyres"),
    "climate": N_("Climate"),
    "body": N_("Body"),
}


@dataclass(frozen=True)
class ServiceViewModel:
    """One service, ready to be shown."""

    id: str
    name: str
    category: str
    duration: str
    price: str
    stages: list[str]


ServiceVar = ViewModelVar


def service_view_model(service: ServiceView, viewer: Viewer) -> ServiceViewModel:
    """Return the service in the viewer's language."""
    locale = viewer.locale
    category = CATEGORIES.get(service.category)
    return ServiceViewModel(
        id=str(service.id),
        name=localized(locale, service.name_ru, service.name_en),
        category=translate(locale, category) if category else "",
        duration=format_duration(locale, service.norm_minutes),
        price=format_money(locale, service.price_minor, service.currency),
        stages=[localized(locale, stage.name_ru, stage.name_en) for stage in service.stages],
    )
