"""The pages of clients, for the shop."""

from autoservice.ui.pages.clients import card_page, merge_page, new_page, order_page

__all__ = ["card_page", "merge_page", "new_page", "order_page"]
