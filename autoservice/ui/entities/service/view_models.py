"""A service in the viewer's language."""

from dataclasses import dataclass

from autoservice.modules.catalog.services.schemas import ServiceView
from autoservice.shared.i18n import format_money, localized
from autoservice.shared.spoken_time import format_duration
from autoservice.ui.current import Viewer
from autoservice.ui.kit.theme import ViewModelVar


@dataclass(frozen=True)
class ServiceViewModel:
    """One service, ready to be shown."""

    id: str
    name: str
    duration: str
    price: str


ServiceVar = ViewModelVar


def service_view_model(service: ServiceView, viewer: Viewer) -> ServiceViewModel:
    """Return the service in the viewer's language."""
    locale = viewer.locale
    return ServiceViewModel(
        id=str(service.id),
        name=localized(locale, service.name_ru, service.name_en),
        duration=format_duration(locale, service.norm_minutes),
        price=format_money(locale, service.price_minor, service.currency),
    )
