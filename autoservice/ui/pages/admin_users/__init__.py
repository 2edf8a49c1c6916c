"""The accounts page."""

from autoservice.ui.pages.admin_users.page import admin_users

__all__ = ["admin_users"]
