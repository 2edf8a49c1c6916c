"""What the audit log and others are told of an item that was added or changed."""

from collections.abc import Sequence
from typing import Any, Final

from autoservice.events.catalog import ItemAdded, ItemArchived, ItemChanged, ItemRestored, StockLow
from autoservice.modules.catalog.inventory.models import InventoryItem
from autoservice.shared.unit import Unit

# Numbers and codes, no text that somebody typed.
AUDITED: Final = ("price_minor", "minimum", "unit", "active")


def audited_item(item: InventoryItem) -> dict[str, Any]:
    """Return what the audit log has of an item."""
    return {name: getattr(item, name) for name in AUDITED}


def record_addition(unit: Unit, item: InventoryItem) -> None:
    """Record that an item was added."""
    added = ItemAdded(item.id)
    unit.record(added, added.subject, after=audited_item(item))


def record_change(unit: Unit, item: InventoryItem, before: dict[str, Any], changed: Sequence[str]) -> None:
    """Record that an item was archived or restored, and which other columns of it were ``changed``.

    ``before`` is what ``audited_item`` returned before the change.
    """
    after = audited_item(item)
    if item.active != before["active"]:
        switched = ItemRestored(item.id) if item.active else ItemArchived(item.id)
        unit.record(switched, switched.subject, before, after)
    if described := [name for name in changed if name != "active"]:
        event = ItemChanged(item.id)
        unit.record(event, event.subject, before, {**after, "changed": described})


def record_shortage(unit: Unit, item: InventoryItem) -> None:
    """Record that less of an item is available than its minimum."""
    low = StockLow(item.id)
    unit.record(low, low.subject)
