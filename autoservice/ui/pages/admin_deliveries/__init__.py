"""The log of messages to people."""

from autoservice.ui.pages.admin_deliveries.page import admin_deliveries

__all__ = ["admin_deliveries"]
