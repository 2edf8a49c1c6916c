"""Setting the second factor up."""

from autoservice.ui.pages.second_factor.page import second_factor

__all__ = ["second_factor"]
