"""The first page of the console: the shop's today."""

from autoservice.ui.pages.admin_dashboard.page import admin_dashboard

__all__ = ["admin_dashboard"]
