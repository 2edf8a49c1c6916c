"""The page of all orders."""

from autoservice.ui.pages.admin_console.page import admin_console
from autoservice.ui.pages.admin_console.state import AllOrdersState

__all__ = ["AllOrdersState", "admin_console"]
