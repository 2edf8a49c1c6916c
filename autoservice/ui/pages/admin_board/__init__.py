"""The board of all open work."""

from autoservice.ui.pages.admin_board.page import admin_board

__all__ = ["admin_board"]
