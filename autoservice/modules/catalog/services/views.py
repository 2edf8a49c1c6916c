"""Views of services and categories for those who edit them."""

from collections.abc import Sequence

from autoservice.modules.catalog.services.editing_schemas import CategoryRow, ServiceRow, TemplateChoice
from autoservice.modules.catalog.services.models import ServiceCategory, ServiceTemplate
from autoservice.modules.catalog.services.picture_files import picture_view
from autoservice.modules.catalog.services.prices import service_price
from autoservice.modules.catalog.services.schemas import CategoryView


def view_rows(
    services: Sequence[ServiceTemplate],
    categories: Sequence[ServiceCategory],
    templates: Sequence[TemplateChoice],
    currency: str,
    labour_rate_minor: int,
) -> list[ServiceRow]:
    """Return the views of services with their categories and templates."""
    category_of = {one.id: CategoryView.model_validate(one.model_dump()) for one in categories}
    template_of = {one.id: one for one in templates}
    return [
        ServiceRow(
            **service.model_dump(include=set(ServiceRow.model_fields) - {"picture"}),
            picture=picture_view(service.picture),
            category=category_of[service.category_id],
            template=template_of[service.template_id],
            current_price_minor=service_price(service.price_minor, service.norm_minutes, labour_rate_minor),
            currency=currency,
        )
        for service in services
    ]


def view_categories(categories: Sequence[ServiceCategory], counts: dict[int, int]) -> list[CategoryRow]:
    """Return the views of categories with the number of services in each."""
    return [CategoryRow(**one.model_dump(), services=counts.get(one.id, 0)) for one in categories]
