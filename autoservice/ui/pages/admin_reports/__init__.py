"""The reports of the shop."""

from autoservice.ui.pages.admin_reports.page import admin_reports

__all__ = ["admin_reports"]
