"""The categories of services: their table, and a form for a new one."""

from autoservice.ui.pages.admin_catalog.categories.page import categories

__all__ = ["categories"]
