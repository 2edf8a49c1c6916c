"""Services as the public pages show them, in a language."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

from autoservice.modules.catalog.inventory.labels import UNITS
from autoservice.modules.catalog.inventory.schemas import ServicePartView
from autoservice.modules.catalog.services.schemas import PictureView, ServiceView
from autoservice.shared.i18n import N_, format_hours, format_money, localized, translate
from autoservice.shared.spoken_time import format_duration
from autoservice.shared.typed_numbers import typed_quantity
from autoservice.storefront.addresses import HOME, Address, service_path
from autoservice.storefront.context import PageContext
from autoservice.storefront.illustrations import ILLUSTRATIONS, illustration_of


@dataclass(frozen=True)
class Stage:
    """What is done at a time, and about how long it takes."""

    name: str
    duration: str


@dataclass(frozen=True)
class Part:
    """What usually goes into a service."""

    name: str
    quantity: str


@dataclass(frozen=True)
class Service:
    """A service, ready to be shown; ``url`` leads to its page, ``order_url`` to its order."""

    id: int
    name: str
    description: str
    category: str
    category_name: str
    illustration: str
    picture: PictureView | None
    duration: str
    hours: str
    price: str
    price_minor: int
    url: str
    order_url: str
    stages: list[Stage]


@dataclass(frozen=True)
class Category:
    """A category with those of its services that are shown; ``url`` narrows the list to it."""

    code: str
    name: str
    illustration: str
    url: str
    is_current: bool
    services: list[Service] = field(default_factory=list)


@dataclass(frozen=True)
class Query:
    """What a guest looks for: words, and the code of a category."""

    text: str = ""
    category: str = ""

    def at(self, address: Address, **changed: str) -> str:
        """Return the address of the home page with this query, changed so."""
        values = {"q": self.text, "category": self.category} | changed
        given = urlencode({name: value for name, value in values.items() if value})
        return f"{address.link(HOME)}?{given}" if given else address.link(HOME)


def service_of(view: ServiceView, context: PageContext) -> Service:
    """Return the service in the page's language, with links that keep it."""
    locale, address = context.locale, context.address
    stages = [
        Stage(localized(locale, one.name_ru, one.name_en), format_duration(locale, one.norm_minutes))
        for one in view.stages
        if one.published
    ]
    category = view.category
    return Service(
        id=view.id,
        name=localized(locale, view.name_ru, view.name_en),
        description=localized(locale, view.description_ru, view.description_en),
        category=category.code,
        category_name=localized(locale, category.name_ru, category.name_en),
        illustration=illustration_of(category.icon),
        picture=view.picture,
        duration=format_duration(locale, view.norm_minutes),
        hours=translate(locale, N_("%(hours)s labour h"), hours=format_hours(locale, view.norm_minutes)),
        price=format_money(locale, view.price_minor, view.currency),
        price_minor=view.price_minor,
        url=address.link(service_path(view.id)),
        order_url=f"/orders/new?service={view.id}",
        stages=stages,
    )


def part_of(view: ServicePartView, locale: str) -> Part:
    """Return the part in ``locale``."""
    unit = translate(locale, UNITS[view.unit])
    quantity = f"{typed_quantity(view.quantity, locale)}\N{NO-BREAK SPACE}{unit}"
    return Part(localized(locale, view.name_ru, view.name_en), quantity)


def categories_of(services: Iterable[Service], query: Query, address: Address) -> list[Category]:
    """Return the categories of ``services``, each with its services, in catalog order."""
    found: dict[str, Category] = {}
    for one in services:
        category = found.setdefault(one.category, _category(one, query, address))
        category.services.append(one)
    return list(found.values())


def narrowed(categories: Sequence[Category], found: set[int], query: Query) -> list[Category]:
    """Return what of ``categories`` fits the query: services in ``found``, of the category it names."""
    fitting = (
        replace(one, services=[service for service in one.services if service.id in found])
        for one in categories
        if query.category in ("", one.code)
    )
    return [one for one in fitting if one.services]


def _category(service: Service, query: Query, address: Address) -> Category:
    code = service.category
    url = query.at(address, category=code)
    return Category(code, service.category_name, service.illustration, url, query.category == code)


def drawn(services: Iterable[Service]) -> list[str]:
    """Return the names of the drawings that stand for the pictures that ``services`` do not have."""
    used = {one.illustration for one in services if not one.picture}
    return [name for name in ILLUSTRATIONS if name in used]
