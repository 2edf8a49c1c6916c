"""The page of one service, and that of one that is not on offer."""

from collections.abc import Sequence
from http import HTTPStatus

from autoservice.storefront.context import PageContext
from autoservice.storefront.head import Meta, head_of, language_links
from autoservice.storefront.rendering import CONTENT, EMPTY, INTRO, PublicPage, render_slot
from autoservice.storefront.structured_data import as_script, breadcrumb_data, offer_data, shop_data
from autoservice.storefront.view_models import Part, Query, Service, categories_of, drawn

DESCRIPTION_LENGTH = 300


def service_page(
    context: PageContext, service: Service, parts: Sequence[Part], services: Sequence[Service]
) -> PublicPage:
    """Return the page of ``service``, with the others of its category among ``services``."""
    steps = _steps(context, service)
    content = render_slot(
        "service",
        context,
        service=service,
        parts=parts,
        others=[one for one in services if one.category == service.category and one.id != service.id],
        steps=steps,
        illustrations=drawn([service]),
        languages=language_links(context),
    )
    picture = service.picture.url if service.picture else ""
    meta = Meta(f"{service.name} · {context.site_name}", _description(context, service), picture)
    offer = offer_data(context, service) | {"offeredBy": shop_data(context, meta.picture_of(context))}
    way = breadcrumb_data(context, [*steps, (service.name, service.url)])
    data, slots = as_script({"@graph": [offer, way]}), {INTRO: EMPTY, CONTENT: content}
    return PublicPage(HTTPStatus.OK, meta.title, head_of(context, meta), slots, data)


def missing_page(context: PageContext, services: Sequence[Service]) -> PublicPage:
    """Return the page of a service that is not on offer, which leads on to the categories."""
    categories = categories_of(services, Query(), context.address)
    say = context.say
    meta = Meta(f"{say.no_such_service} · {context.site_name}", say.no_such_service_text, is_listed=False)
    slots = {INTRO: EMPTY, CONTENT: render_slot("no_service", context, categories=categories)}
    return PublicPage(HTTPStatus.NOT_FOUND, meta.title, head_of(context, meta), slots)


def _steps(context: PageContext, service: Service) -> list[tuple[str, str]]:
    """Return (name, address) of the pages above the service's."""
    category_url = Query(category=service.category).at(context.address)
    return [(context.say.services_and_prices, context.home), (service.category_name, category_url)]


def _description(context: PageContext, service: Service) -> str:
    text = service.description or ", ".join(stage.name for stage in service.stages)
    told = f"{service.name}: {context.say.from_price} {service.price}, {service.duration}. {text}"
    return " ".join(told.split())[:DESCRIPTION_LENGTH]
