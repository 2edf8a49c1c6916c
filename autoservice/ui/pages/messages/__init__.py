"""The page of the viewer's messages."""

from autoservice.ui.pages.messages.page import messages

__all__ = ["messages"]
