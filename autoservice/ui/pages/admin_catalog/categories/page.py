"""The page with the table of categories."""

from typing import Final

import reflex as rx

from autoservice.ui.engine.page import page
from autoservice.ui.features.edit_category import (
    CategoryCommandsState,
    category_outcome,
    delete_category_button,
    new_category_form,
)
from autoservice.ui.kit.content import card, page_title
from autoservice.ui.kit.feedback import empty_state
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.layout import layout
from autoservice.ui.pages.admin_catalog.categories.state import CategoriesState
from autoservice.ui.widgets.catalog_tabs import CATALOG, CATEGORIES, catalog_tabs
from autoservice.ui.widgets.data_table import Editing, data_table

EDITING: Final = Editing(
    cells="/api/admin/catalog/categories/cells", move="/api/admin/catalog/category-moves"
)


@page(CATEGORIES, "Categories", [CategoryCommandsState.clear, CategoriesState.open])
def categories() -> rx.Component:
    """A form for a new category, and the table."""
    empty = empty_state(t("No categories"), t("Services are put into categories: add the first one."))
    return layout(
        page_title(t("Categories"), CategoriesState.summary),
        catalog_tabs(CATEGORIES),
        card(new_category_form(), title=t("New category"), class_name="mb-6"),
        data_table(
            CategoriesState,
            t("Categories"),
            search=None,
            editing=EDITING,
            row_actions=delete_category_button,
            empty=empty,
        ),
        category_outcome(),
        here=CATALOG,
    )
