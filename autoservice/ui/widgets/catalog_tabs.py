"""The tabs of the catalog's pages."""

from typing import Final

import reflex as rx

from autoservice.shared.i18n import N_
from autoservice.ui.kit.forms import link
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.navigation import CATALOG
from autoservice.ui.kit.theme import FOCUS_INSET, classes

SERVICES: Final = "/admin/catalog/services"
CATEGORIES: Final = "/admin/catalog/categories"
TEMPLATES: Final = "/admin/catalog/templates"
STOCK: Final = "/admin/catalog/stock"
IMPORT: Final = "/admin/catalog/import"
# Address and name (a msgid) of each tab, in their order.
TABS: Final = (
    # Not the name that the section of guests has.
    (SERVICES, N_("Services and prices")),
    (CATEGORIES, N_("Categories")),
    (TEMPLATES, N_("Templates")),
    (STOCK, N_("Stock")),
    (IMPORT, N_("Import and export")),
)

__all__ = ["CATALOG", "CATEGORIES", "IMPORT", "SERVICES", "STOCK", "TEMPLATES", "catalog_tabs"]


def catalog_tabs(here: str) -> rx.Component:
    """Return the links to the catalog's pages; ``here`` is the address of the current one."""
    return rx.el.nav(
        *(_tab(path, name, is_current=path == here) for path, name in TABS),
        aria_label=t("Catalog"),
        # All of them in sight, on a phone in lines: of a line that scrolls, the current one may not be.
        class_name="-mt-2 mb-6 flex flex-wrap border-b sm:gap-x-1 border-border max-sm:text-sm",
    )


def _tab(path: str, name: str, *, is_current: bool) -> rx.Component:
    # Forced colours show a transparent border.
    others = "border-transparent text-muted hover:text-text forced-colors:border-[Canvas]"
    style = "border-accent text-text forced-colors:border-[Highlight]" if is_current else others
    return link(
        t(name),
        href=path,
        class_name=classes(
            "flex min-h-12 items-center border-b-3 px-1.5 font-semibold sm:px-3", FOCUS_INSET, style
        ),
        custom_attrs={"aria-current": "page"} if is_current else {},
    )
