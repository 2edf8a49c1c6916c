"""The profile page."""

from autoservice.ui.pages.profile.page import profile

__all__ = ["profile"]
