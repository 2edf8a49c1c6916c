"""The public pages with their data: what is served as HTML, and what a page that is open already shows."""

from collections.abc import Mapping, Sequence
from typing import Final

from autoservice.modules.catalog.services.schemas import ServiceView
from autoservice.runtime.current import current_runtime, read_only
from autoservice.shared.access import GUEST
from autoservice.shared.i18n import N_, translate, translate_plural
from autoservice.shared.search import words
from autoservice.shared.validation import searchable
from autoservice.storefront.addresses import HOME, Address
from autoservice.storefront.head import Meta, head_of, language_links
from autoservice.storefront.illustrations import ILLUSTRATIONS
from autoservice.storefront.rendered import RenderedPages
from autoservice.storefront.rendering import EMPTY, PublicPage, render_slot
from autoservice.storefront.structured_data import (
    as_script,
    breadcrumb_data,
    offer_data,
    offers_data,
    shop_data,
)
from autoservice.storefront.style import STYLE
from autoservice.storefront.view_models import (
    Category,
    Query,
    Service,
    categories_of,
    narrowed,
    service_of,
)
from autoservice.storefront.words import Words

INTRO, CONTENT = "intro", "content"
_rendered: Final = RenderedPages()


def query_of(parameters: Mapping[str, str]) -> Query:
    """Return what the parameters of a home page's address ask for."""
    return Query(searchable(parameters.get("q", "")), searchable(parameters.get("category", "")))


async def read_page(address: Address, query: Query, locale: str) -> PublicPage:
    """Return the page at ``address`` in ``locale`` as the catalog is now."""
    async with read_only(GUEST) as unit:
        views = await unit.services.catalog.list_services()

    def render() -> PublicPage:
        return _render(views, address, query, locale)

    # Whatever somebody types would push the pages that are read often out of the cache.
    if query.text or query.category not in {"", *(view.category.code for view in views)}:
        return render()
    return _rendered.get((address, query, locale), (current_runtime().settings, views), render)


def _render(views: Sequence[ServiceView], address: Address, query: Query, locale: str) -> PublicPage:
    services = [service_of(view, locale, address) for view in views]
    if address.is_home:
        return home_page(services, address, query, locale)
    found = next((one for one in services if one.id == address.service_id), None)
    if found is None:
        return missing_page(services, address, locale)
    return service_page(found, services, address, locale)


def home_page(services: Sequence[Service], address: Address, query: Query, locale: str) -> PublicPage:
    """Return the home page, with the services that fit ``query``."""
    say, settings = Words(locale), current_runtime().settings
    title = settings.shop_name or translate(locale, N_("Car repair you can watch"))
    everything = categories_of(services, query, address)
    shown = narrowed(everything, find(services, query.text), query)
    meta = Meta(f"{title} · {say.services_and_prices}", _about_shop(locale))
    summary = _summary(shown, query, locale)
    asked = query if query != Query() else None
    values = {"shop": settings, "style": STYLE, "home": address.link(HOME), "query": query}
    listed = values | {"query": asked, "summary": summary, "all_categories": everything, "categories": shown}
    listed |= {"chips": _chips(everything, query, address, say), "illustrations": _drawings(services)}
    listed |= {"languages": language_links(address, locale)}
    slots = {
        INTRO: render_slot("home_intro", locale, **values),
        CONTENT: render_slot("home_services", locale, **listed),
    }
    data = shop_data(settings, meta.picture) | {"makesOffer": offers_data(services, settings)}
    return PublicPage(200, meta.title, head_of(address, locale, meta), slots, as_script(data), summary)


def service_page(service: Service, services: Sequence[Service], address: Address, locale: str) -> PublicPage:
    """Return the page of one service."""
    settings = current_runtime().settings
    others = [one for one in services if one.category == service.category and one != service]
    category_url = Query(category=service.category).at(address)
    steps = [(Words(locale).services_and_prices, address.link(HOME)), (service.category_name, category_url)]
    content = render_slot(
        "service",
        locale,
        service=service,
        others=others,
        steps=steps,
        shop=settings,
        style=STYLE,
        illustrations=_drawings([service]),
        languages=language_links(address, locale),
    )
    title = f"{service.name} · {settings.shop_name or 'autoservice'}"
    meta = Meta(title, _about_service(service, locale), service.picture_url)
    way = [(name, settings.public_url + url) for name, url in [*steps, (service.name, service.url)]]
    offer = offer_data(service, settings) | {"offeredBy": shop_data(settings, meta.picture)}
    data = {"@graph": [offer, breadcrumb_data(way)]}
    slots = {INTRO: EMPTY, CONTENT: content}
    return PublicPage(200, title, head_of(address, locale, meta), slots, as_script(data))


def missing_page(services: Sequence[Service], address: Address, locale: str) -> PublicPage:
    """Return the page of a service that is not on offer."""
    say = Words(locale)
    categories = categories_of(services, Query(), address)
    home = address.link(HOME)
    content = render_slot("no_service", locale, categories=categories, home=home, style=STYLE)
    meta = Meta(f"{say.no_such_service} · autoservice", say.no_such_service_text, is_listed=False)
    return PublicPage(404, meta.title, head_of(address, locale, meta), {INTRO: EMPTY, CONTENT: content})


def find(services: Sequence[Service], text: str) -> set[int]:
    """Return the ids of the services in whose words each word of ``text`` begins one."""
    asked = words(text)
    return {
        one.id
        for one in services
        if all(any(token.startswith(word) for token in words(one.name)) for word in asked)
    }


def _chips(
    categories: Sequence[Category], query: Query, address: Address, say: Words
) -> list[tuple[str, str, bool]]:
    everything = (say.all, query.at(address, category=""), not query.category)
    return [everything, *((one.name, one.url, one.is_current) for one in categories)]


def _drawings(services: Sequence[Service]) -> list[str]:
    used = {one.illustration for one in services if not one.picture_url}
    return [name for name in ILLUSTRATIONS if name in used]


def _summary(shown: Sequence[Category], query: Query, locale: str) -> str:
    if not query.text:
        return ""
    count = sum(len(one.services) for one in shown)
    number = translate_plural(locale, "%(count)d service", "%(count)d services", count)
    return f"«{query.text}»: {number}"


def _about_shop(locale: str) -> str:
    settings = current_runtime().settings
    told = (settings.shop_address, settings.shop_phone, settings.shop_hours)
    promise = Words(locale).promise
    return " · ".join([text for text in told if text] + [promise])


def _about_service(service: Service, locale: str) -> str:
    say = Words(locale)
    text = service.description or ", ".join(stage.name for stage in service.stages)
    return f"{service.name}: {say.from_price} {service.price}, {service.duration}. {text}"[:300]
