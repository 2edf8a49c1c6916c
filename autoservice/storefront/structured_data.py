"""What search engines are told of the shop and its services, in the vocabulary of schema.org."""

import json
from collections.abc import Iterable
from typing import Any, Final

from babel.numbers import get_currency_precision
from markupsafe import Markup

from autoservice.settings import Settings
from autoservice.storefront.opening_hours import opening_hours
from autoservice.storefront.view_models import Service

VOCABULARY: Final = "https://schema.org"
# What would end the script, or a line of it in an old reader of JSON.
UNSAFE: Final = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}


def as_script(data: dict[str, Any]) -> Markup:
    """Return ``data`` as JSON that no text in it can end."""
    text = json.dumps({"@context": VOCABULARY} | data, ensure_ascii=False).translate(UNSAFE)
    return Markup(text)  # noqa: S704 - the signs that HTML knows are escaped as JSON escapes them


def shop_data(settings: Settings, picture: str) -> dict[str, Any]:
    """Return the shop; of what its settings do not say, nothing."""
    told = {
        "address": settings.shop_address,
        "telephone": settings.shop_phone,
        "openingHours": opening_hours(settings.shop_hours),
    }
    return {
        "@type": "AutoRepair",
        "@id": f"{settings.public_url}/#shop",
        "name": settings.shop_name or "autoservice",
        "url": f"{settings.public_url}/",
        "image": picture,
        "currenciesAccepted": settings.currency,
        **{name: value for name, value in told.items() if value},
    }


def offer_data(service: Service, settings: Settings) -> dict[str, Any]:
    """Return the offer of a service, with its least price."""
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


def offers_data(services: Iterable[Service], settings: Settings) -> list[dict[str, Any]]:
    """Return the offers of all ``services``."""
    return [offer_data(one, settings) for one in services]


def breadcrumb_data(steps: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """Return the way to a page: (name, whole address) from the home page on."""
    items = [
        {"@type": "ListItem", "position": number, "name": name, "item": url}
        for number, (name, url) in enumerate(steps, start=1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": items}


def price_text(minor: int, currency: str) -> str:
    """Return a price as schema.org writes it: "1500.00"."""
    digits = get_currency_precision(currency)
    whole, rest = divmod(minor, 10**digits)
    return f"{whole}.{rest:0{digits}d}" if digits else str(whole)
