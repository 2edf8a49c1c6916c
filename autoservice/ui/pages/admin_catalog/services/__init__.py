"""The services of the catalog: their table, and a page for each."""

from autoservice.ui.pages.admin_catalog.services.form import new_service, service_form
from autoservice.ui.pages.admin_catalog.services.page import catalog, services

__all__ = ["catalog", "new_service", "service_form", "services"]
