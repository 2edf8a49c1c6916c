"""The State of a choice of services."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

import reflex as rx

from autoservice.modules.catalog.services.schemas import ServicesQuery, ServiceView
from autoservice.modules.notifications.topics import CATALOG
from autoservice.modules.orders.new_order import MOST_SERVICES
from autoservice.runtime.current import read_only
from autoservice.shared.validation import searchable
from autoservice.ui.current import Viewer, current_viewer
from autoservice.ui.engine.live import watch
from autoservice.ui.entities.service.choice.groups import ServiceGroup, group_services
from autoservice.ui.entities.service.choice.summary import ChoiceView, SummaryViewModel

# What the room of the choice sends: each State that has one declares them as its live vars.
LIVE_VARS: Final = ("prices", "texts", "summary")


class ServiceChoiceMixin(rx.State, mixin=True):
    """Vars and events of a choice of services, for a State that has ``chosen``: ids divided by commas."""

    if TYPE_CHECKING:
        chosen: str

    groups: list[ServiceGroup] = []
    # The services that the search leaves, while it leaves any out.
    found: list[str] = []
    is_searched: bool = False
    text: str = ""
    category: str = ""
    # The prices of now by service: in minor units, and as texts.
    prices: dict[str, int] = {}
    texts: dict[str, str] = {}
    summary: SummaryViewModel = SummaryViewModel()
    # Changes when the page's choice begins anew, with those services.
    opening: int = 0
    given: list[str] = []

    def _begin_choice(self, chosen: str) -> None:
        """Begin the choice anew, with no search."""
        self.text, self.category, self.is_searched = "", "", False
        self.chosen = chosen
        self._draw_anew()

    def _show_services(self, services: Sequence[ServiceView], viewer: Viewer) -> None:
        self.groups = group_services(services, viewer)

    def _draw_anew(self) -> None:
        """Draw the boxes as they are chosen, over what the browser has changed itself."""
        self.given = ids_of(self.chosen)
        self.opening += 1

    def _watch(self) -> None:
        watch(self, ChoiceView(CATALOG, type(self), frozenset(ids_of(self.chosen))))

    @rx.event
    def choose(self, opening: int, service_id: str, is_chosen: bool) -> None:
        """Add a service to the choice, or take it out."""
        others = [one for one in ids_of(self.chosen) if one != str(service_id)]
        chosen = [*others, str(service_id)] if is_chosen and self._is_known(str(service_id)) else others
        self.chosen = ",".join(chosen[:MOST_SERVICES])
        self._keep_choice(opening)
        self._watch()

    def _is_known(self, service_id: str) -> bool:
        return any(service.id == service_id for group in self.groups for service in group.services)

    def _keep_choice(self, opening: int) -> None:
        """Show what was chosen while the page was still being read, which has begun anew since."""
        if opening != self.opening:
            self._draw_anew()

    @rx.event
    async def search(self, text: str) -> None:
        """Show the services that match the text, and those that are chosen."""
        self.text = searchable(text)
        await self._find()

    @rx.event
    async def choose_category(self, code: str) -> None:
        """Show the services of one category, and those that are chosen; an empty one shows all."""
        self.category = code if code in [group.code for group in self.groups] else ""
        await self._find()

    async def _find(self) -> None:
        self.is_searched = bool(self.text or self.category)
        async with read_only(current_viewer().actor) as unit:
            query = ServicesQuery(q=self.text, category=self.category)
            self.found = [str(one.id) for one in await unit.services.catalog.list_services(query)]


def ids_of(chosen: Any) -> list[str]:
    """Return the ids of a text that a browser has kept, each once."""
    return list(dict.fromkeys(one for one in str(chosen).split(",") if one.isdecimal()))[:MOST_SERVICES]
