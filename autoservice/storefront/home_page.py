"""The home page: what shop this is, and what it offers."""

from collections.abc import Sequence
from http import HTTPStatus

from autoservice.shared.i18n import N_, translate, translate_plural
from autoservice.storefront.context import PageContext
from autoservice.storefront.head import Meta, head_of, language_links
from autoservice.storefront.rendering import CONTENT, INTRO, PublicPage, render_slot
from autoservice.storefront.structured_data import as_script, offers_data, shop_data
from autoservice.storefront.view_models import Category, Query, Service, categories_of, drawn, narrowed


def home_page(context: PageContext, services: Sequence[Service], query: Query, found: set[int]) -> PublicPage:
    """Return the home page with those of ``services`` that are ``found`` and of the category asked for."""
    everything = categories_of(services, query, context.address)
    shown = narrowed(everything, found, query)
    summary = _summary(shown, query, context.locale)
    listed = {
        "query": query if query != Query() else None,
        "summary": summary,
        "categories": shown,
        "chips": _chips(everything, query, context),
        "illustrations": drawn(services),
        "languages": language_links(context),
    }
    slots = {
        INTRO: render_slot("home_intro", context, query=query),
        CONTENT: render_slot("home_services", context, **listed),
    }
    meta = _meta(context)
    data = shop_data(context, meta.picture_of(context)) | {"makesOffer": offers_data(context, services)}
    return PublicPage(HTTPStatus.OK, meta.title, head_of(context, meta), slots, as_script(data), summary)


def _meta(context: PageContext) -> Meta:
    shop, say = context.settings, context.say
    name = shop.shop_name or translate(context.locale, N_("Car repair you can watch"))
    told = (shop.shop_address, shop.shop_phone, context.hours, say.promise)
    return Meta(f"{name} · {say.services_and_prices}", " · ".join(text for text in told if text))


def _chips(categories: Sequence[Category], query: Query, context: PageContext) -> list[tuple[str, str, bool]]:
    """Return (name, address, whether it is chosen) of all categories, and before them of no category."""
    everything = (context.say.all, query.at(context.address, category=""), not query.category)
    return [everything, *((one.name, one.url, one.is_current) for one in categories)]


def _summary(shown: Sequence[Category], query: Query, locale: str) -> str:
    """Return how many services a search has found, empty without one."""
    if not query.text:
        return ""
    count = sum(len(one.services) for one in shown)
    number = translate_plural(locale, "%(count)d service", "%(count)d services", count)
    return f"«{query.text}»: {number}"
