"""What is chosen in the order form, live: what it costs at the prices of now, and how long it takes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import reflex as rx

from autoservice.modules.catalog.services.schemas import ServiceView
from autoservice.runtime.current import read_only
from autoservice.shared.i18n import N_, format_money, localized, translate, translate_count
from autoservice.shared.spoken_time import format_duration
from autoservice.ui.current import Viewer
from autoservice.ui.engine.live import LiveView
from autoservice.ui.engine.snapshots import Values
from autoservice.ui.kit.theme import ViewModelVar


@dataclass(frozen=True)
class SummaryViewModel:
    """The chosen services as texts."""

    count: str = ""
    names: str = ""
    total: str = ""
    duration: str = ""


SummaryVar = ViewModelVar


@dataclass(frozen=True)
class ChoiceView(LiveView):
    """The prices of all services, and the sum of the chosen ones."""

    topic: str
    state: type[rx.State]
    chosen: frozenset[str]

    async def render(self, reading: Any, viewer: Viewer) -> Values:
        """Return the present prices and what they come to."""
        async with read_only(viewer.actor) as unit:
            services = await unit.services.catalog.list_services()
        locale = viewer.locale
        return {
            "prices": {str(one.id): one.price_minor for one in services},
            "texts": {str(one.id): format_money(locale, one.price_minor, one.currency) for one in services},
            "summary": summarize([one for one in services if str(one.id) in self.chosen], locale),
        }


def summarize(services: Sequence[ServiceView], locale: str) -> SummaryViewModel:
    """Return the number, the names, the price and the norm-hours of services."""
    if not services:
        return SummaryViewModel(count=translate(locale, N_("Nothing is chosen yet")))
    total = sum(one.price_minor for one in services)
    return SummaryViewModel(
        count=translate_count(locale, "%(count)s service", "%(count)s services", len(services), exact=True),
        names=", ".join(localized(locale, one.name_ru, one.name_en) for one in services),
        total=format_money(locale, total, services[0].currency),
        duration=format_duration(locale, sum(one.norm_minutes for one in services)),
    )
