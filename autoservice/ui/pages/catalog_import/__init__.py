"""``/admin/catalog/import``: the catalog's lists as files, out and in."""

from autoservice.ui.pages.catalog_import.page import catalog_import

__all__ = ["catalog_import"]
