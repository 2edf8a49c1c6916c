"""One's own account."""

from autoservice.ui.pages.profile.page import profile

__all__ = ["profile"]
