"""What messages to people say."""

from autoservice.ui.pages.admin_texts.page import admin_texts

__all__ = ["admin_texts"]
