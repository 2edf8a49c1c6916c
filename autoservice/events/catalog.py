"""Facts about the catalog."""

from dataclasses import dataclass

from autoservice.events.base import Event


@dataclass(frozen=True)
class CatalogEvent(Event):
    """Something changed of what guests read of the services, or of what their editors see."""


@dataclass(frozen=True)
class ServiceEvent(CatalogEvent):
    """Something happened to one service."""

    service_id: int

    @property
    def subject(self) -> str:
        """What the audit log says it happened to."""
        return f"service:{self.service_id}"


@dataclass(frozen=True)
class ServiceCreated(ServiceEvent, name="service_created"):
    """A service was added to the catalog."""


@dataclass(frozen=True)
class ServiceChanged(ServiceEvent, name="service_changed"):
    """The description, price, category or repair template of a service changed."""


@dataclass(frozen=True)
class ServiceMoved(ServiceEvent, name="service_moved"):
    """A service has another place in the catalog."""


@dataclass(frozen=True)
class ServiceArchived(ServiceEvent, name="service_archived"):
    """A service is no longer on offer."""


@dataclass(frozen=True)
class ServiceRestored(ServiceEvent, name="service_restored"):
    """An archived service is on offer again."""


@dataclass(frozen=True)
class ServiceDeleted(ServiceEvent, name="service_deleted"):
    """A service that was never ordered was deleted."""


@dataclass(frozen=True)
class ServicePictureChanged(ServiceEvent, name="service_picture_changed"):
    """A service has another picture, or its first one."""


@dataclass(frozen=True)
class ServicePictureRemoved(ServiceEvent, name="service_picture_removed"):
    """A service has no picture any more."""


@dataclass(frozen=True)
class CategoryEvent(CatalogEvent):
    """Something happened to one category of services."""

    category_id: int

    @property
    def subject(self) -> str:
        """What the audit log says it happened to."""
        return f"service_category:{self.category_id}"


@dataclass(frozen=True)
class CategoryCreated(CategoryEvent, name="service_category_created"):
    """A category was added."""


@dataclass(frozen=True)
class CategoryChanged(CategoryEvent, name="service_category_changed"):
    """The names or the icon of a category changed."""


@dataclass(frozen=True)
class CategoryMoved(CategoryEvent, name="service_category_moved"):
    """A category has another place."""


@dataclass(frozen=True)
class CategoryDeleted(CategoryEvent, name="service_category_deleted"):
    """An empty category was deleted."""


@dataclass(frozen=True)
class ItemEvent(Event):
    """Something happened to one part or consumable."""

    item_id: int

    @property
    def subject(self) -> str:
        """What the audit log says it happened to."""
        return f"inventory_item:{self.item_id}"


@dataclass(frozen=True)
class ItemAdded(ItemEvent, name="inventory_item_added"):
    """An item was added to the inventory."""


@dataclass(frozen=True)
class ItemChanged(ItemEvent, name="inventory_item_changed"):
    """The description, price or minimum of an item changed."""


@dataclass(frozen=True)
class ItemArchived(ItemEvent, name="inventory_item_archived"):
    """An item is not for use any more."""


@dataclass(frozen=True)
class ItemRestored(ItemEvent, name="inventory_item_restored"):
    """An archived item is for use again."""


@dataclass(frozen=True)
class ItemDeleted(ItemEvent, name="inventory_item_deleted"):
    """An item that was never used was deleted."""


@dataclass(frozen=True)
class StockLow(ItemEvent, name="stock_low"):
    """Less of an item is available than its minimum; once, when that begins."""


@dataclass(frozen=True)
class StockMoved(ItemEvent):
    """The stock of an item changed."""

    movement_id: int


@dataclass(frozen=True)
class StockReceived(StockMoved, name="stock_received"):
    """Stock came in."""


@dataclass(frozen=True)
class StockReserved(StockMoved, name="stock_reserved"):
    """Stock was reserved for an order."""


@dataclass(frozen=True)
class StockReleased(StockMoved, name="stock_released"):
    """Stock is not reserved for an order any more."""


@dataclass(frozen=True)
class StockIssued(StockMoved, name="stock_issued"):
    """Stock was used for an order."""


@dataclass(frozen=True)
class StockReturned(StockMoved, name="stock_returned"):
    """What was issued to an order came back."""


@dataclass(frozen=True)
class StockCorrected(StockMoved, name="stock_corrected"):
    """The book was set to what is there."""


@dataclass(frozen=True)
class ServicePartsChanged(ServiceEvent, name="service_parts_changed"):
    """A service of the catalog takes other parts by default."""


@dataclass(frozen=True)
class CountEvent(Event):
    """Something happened to one count of the stock."""

    count_id: int

    @property
    def subject(self) -> str:
        """What the audit log says it happened to."""
        return f"stock_count:{self.count_id}"


@dataclass(frozen=True)
class CountOpened(CountEvent, name="stock_count_opened"):
    """A count was begun."""


@dataclass(frozen=True)
class CountEntered(CountEvent, name="stock_count_entered"):
    """What was counted was entered or changed."""


@dataclass(frozen=True)
class CountApplied(CountEvent, name="stock_count_applied"):
    """The differences of a count became corrections."""


@dataclass(frozen=True)
class CountDiscarded(CountEvent, name="stock_count_discarded"):
    """A count was thrown away before it was applied."""
