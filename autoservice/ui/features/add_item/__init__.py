"""The feature to add a part or consumable."""

from autoservice.ui.features.add_item.form import add_item_card
from autoservice.ui.features.add_item.state import AddItemState

__all__ = ["AddItemState", "add_item_card"]
