"""What search engines are told of the shop and its services, in the vocabulary of schema.org."""

import json
from collections.abc import Iterable
from typing import Any, Final

from babel.numbers import get_currency_precision
from markupsafe import Markup

from autoservice.modules.orders.opening_hours.texts import coded_week
from autoservice.storefront.context import PageContext
from autoservice.storefront.view_models import Service

VOCABULARY: Final = "https://schema.org"
# What would end the script, or a line of it in an old reader of JSON.
UNSAFE: Final = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}


def as_script(data: dict[str, Any]) -> Markup:
    """Return ``data`` as JSON that no text in it can end."""
    text = json.dumps({"@context": VOCABULARY} | data, ensure_ascii=False).translate(UNSAFE)
    return Markup(text)  # noqa: S704 - the signs that HTML knows are escaped as JSON escapes them


def shop_data(context: PageContext, picture: str) -> dict[str, Any]:
    """Return the shop; of what its settings do not say, nothing."""
    settings = context.settings
    told = {
        "address": settings.shop_address,
        "telephone": settings.shop_phone,
        "openingHours": coded_week(context.opening_hours),
    }
    return {
        "@type": "AutoRepair",
        "@id": f"{settings.public_url}/#shop",
        "name": context.site_name,
        "url": f"{settings.public_url}/",
        "image": picture,
        "currenciesAccepted": settings.currency,
        **{name: value for name, value in told.items() if value},
    }


def offer_data(context: PageContext, service: Service) -> dict[str, Any]:
    """Return the offer of a service, with its least price."""
    settings = context.settings
    price = price_text(service.price_minor, settings.currency)
    return {
        "@type": "Offer",
        "url": settings.public_url + service.url,
        "price": price,
        "priceCurrency": settings.currency,
        "priceSpecification": {
            "@type": "PriceSpecification",
            "minPrice": price,
            "priceCurrency": settings.currency,
        },
        "itemOffered": {"@type": "Service", "name": service.name, "category": service.category_name},
    }


def offers_data(context: PageContext, services: Iterable[Service]) -> list[dict[str, Any]]:
    """Return the offers of all ``services``."""
    return [offer_data(context, one) for one in services]


def breadcrumb_data(context: PageContext, steps: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """Return the way to a page: (name, address) from the home page on."""
    site = context.settings.public_url
    items = [
        {"@type": "ListItem", "position": number, "name": name, "item": site + url}
        for number, (name, url) in enumerate(steps, start=1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": items}


def price_text(minor: int, currency: str) -> str:
    """Return a price as schema.org writes it: "1500.00"."""
    digits = get_currency_precision(currency)
    whole, rest = divmod(minor, 10**digits)
    return f"{whole}.{rest:0{digits}d}" if digits else str(whole)
