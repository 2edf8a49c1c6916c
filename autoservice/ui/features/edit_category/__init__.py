"""The features to add and delete categories of services; their names are edited in the table."""

from autoservice.ui.features.edit_category.components import (
    category_outcome,
    delete_category_button,
    new_category_form,
)
from autoservice.ui.features.edit_category.state import CategoryCommandsState

__all__ = ["CategoryCommandsState", "category_outcome", "delete_category_button", "new_category_form"]
