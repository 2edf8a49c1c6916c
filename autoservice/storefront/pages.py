"""The public pages with their data: what is served as HTML, and what a page that is open already shows."""

from collections.abc import Mapping, Sequence
from typing import Final

from autoservice.modules.catalog.inventory.schemas import ServicePartView
from autoservice.modules.catalog.services.schemas import ServicesQuery, ServiceView
from autoservice.runtime.current import current_runtime, read_only
from autoservice.shared.access import GUEST
from autoservice.shared.validation import searchable
from autoservice.storefront.addresses import Address
from autoservice.storefront.context import PageContext
from autoservice.storefront.home_page import home_page
from autoservice.storefront.rendered import RenderedPages
from autoservice.storefront.rendering import PublicPage
from autoservice.storefront.service_page import missing_page, service_page
from autoservice.storefront.view_models import Query, part_of, service_of

Parts = Sequence[ServicePartView]
_rendered: Final = RenderedPages()


def query_of(parameters: Mapping[str, str]) -> Query:
    """Return what the parameters of a home page's address ask for."""
    return Query(searchable(parameters.get("q", "")), searchable(parameters.get("category", "")))


async def read_page(address: Address, query: Query, locale: str) -> PublicPage:
    """Return the page at ``address`` in ``locale`` as the catalog is now."""
    async with read_only(GUEST) as unit:
        hours = await unit.services.opening_hours.get_opening_hours()
        context = PageContext(address, locale, current_runtime().settings, hours)
        views = _rendered.unchanged(await unit.services.catalog.list_services())
        if not address.is_home:
            parts = await unit.services.service_parts.parts_of([address.service_id])
            return _service(context, views, parts.get(address.service_id, []))
        if query.text:
            found = await unit.services.catalog.list_services(ServicesQuery(q=query.text))
            return _home(context, views, query, found)
    # Addresses of categories that are not there would push those out that are read often.
    if query.category not in {"", *(view.category.code for view in views)}:
        return _home(context, views, query, views)
    shown = (context.settings, context.opening_hours, views)
    return _rendered.get((address, locale, query), shown, lambda: _home(context, views, query, views))


def _home(
    context: PageContext, views: Sequence[ServiceView], query: Query, found: Sequence[ServiceView]
) -> PublicPage:
    services = [service_of(view, context) for view in views]
    return home_page(context, services, query, {view.id for view in found})


def _service(context: PageContext, views: Sequence[ServiceView], parts: Parts) -> PublicPage:
    def render() -> PublicPage:
        services = [service_of(view, context) for view in views]
        found = next((one for one in services if one.id == context.address.service_id), None)
        if found is None:
            return missing_page(context, services)
        return service_page(context, found, [part_of(part, context.locale) for part in parts], services)

    return _rendered.get(
        (context.address, context.locale), (context.settings, context.opening_hours, views, parts), render
    )
