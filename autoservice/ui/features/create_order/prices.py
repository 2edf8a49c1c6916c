"""The prices of the order form as they are now: one that changes is shown before somebody orders."""

from dataclasses import dataclass
from typing import Any

import reflex as rx

from autoservice.modules.notifications.topics import CATALOG
from autoservice.runtime.current import read_only
from autoservice.shared.access import Permission
from autoservice.shared.i18n import format_money
from autoservice.ui.access import chained_only, requires_permission
from autoservice.ui.current import Viewer
from autoservice.ui.engine.live import LiveView, watch
from autoservice.ui.engine.snapshots import Values, live_vars


@requires_permission(Permission.PLACE_ORDER)
@live_vars("prices", "texts")
class PricesState(rx.State):
    """The prices of the services on offer by id: in minor units, and as texts."""

    prices: dict[str, int] = {}
    texts: dict[str, str] = {}

    @rx.event
    @chained_only
    async def open(self) -> None:
        """Join the room of the prices."""
        watch(self, PricesView(CATALOG))


@dataclass(frozen=True)
class PricesView(LiveView):
    """The prices of all services."""

    topic: str
    state = PricesState

    async def render(self, reading: Any, viewer: Viewer) -> Values:
        """Return the present prices."""
        async with read_only(viewer.actor) as unit:
            services = await unit.services.catalog.list_services()
        texts = {str(one.id): format_money(viewer.locale, one.price_minor, one.currency) for one in services}
        return {"prices": {str(one.id): one.price_minor for one in services}, "texts": texts}


def price_now(service_id: Any, otherwise: Any) -> Any:
    """Return the present price of a service in minor units; what was read first until the room has told."""
    prices: Any = PricesState.prices
    return rx.cond(prices.contains(service_id), prices[service_id], otherwise)


def price_text(service_id: Any, otherwise: Any) -> Any:
    """Return the present price of a service as a text."""
    texts: Any = PricesState.texts
    return rx.cond(texts.contains(service_id), texts[service_id], otherwise)
