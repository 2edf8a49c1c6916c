"""The stock: the table of parts and consumables, an item's movements, and counts."""

from autoservice.ui.pages.admin_catalog.stock import count_page, counts_page, item_page, items_page

__all__ = ["count_page", "counts_page", "item_page", "items_page"]
