"""The pages of repair templates: their list, and one with its stages, its preview and its history."""

from autoservice.ui.pages.admin_catalog.templates.list_page import templates
from autoservice.ui.pages.admin_catalog.templates.page import template

__all__ = ["template", "templates"]
