"""The pages of the catalog for administrators, each a tab."""

from autoservice.ui.pages.admin_catalog import stock
from autoservice.ui.pages.admin_catalog.categories import categories
from autoservice.ui.pages.admin_catalog.services import catalog, service_form, services
from autoservice.ui.pages.admin_catalog.templates import template, templates

__all__ = ["catalog", "categories", "service_form", "services", "stock", "template", "templates"]
