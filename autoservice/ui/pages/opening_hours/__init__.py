"""The page of the shop's opening hours."""

from autoservice.ui.pages.opening_hours.page import opening_hours

__all__ = ["opening_hours"]
