"""The services of the inventory."""

from functools import cached_property

from autoservice.modules.catalog.inventory.count_book import CountBook
from autoservice.modules.catalog.inventory.count_repository import SqlStockCountRepository
from autoservice.modules.catalog.inventory.counts import StockCountsService
from autoservice.modules.catalog.inventory.ledger import Ledger
from autoservice.modules.catalog.inventory.movements import StockService
from autoservice.modules.catalog.inventory.repository import SqlInventoryRepository
from autoservice.modules.catalog.inventory.service import InventoryService
from autoservice.modules.catalog.inventory.service_parts import ServicePartsService
from autoservice.modules.catalog.inventory.stock_repository import SqlStockRepository
from autoservice.wiring.auth import AuthServices


class InventoryServices(AuthServices):
    """Parts and consumables, their stock, and counts of it."""

    @cached_property
    def inventory(self) -> InventoryService:
        """The list of parts and consumables."""
        return InventoryService(self._unit, self._items, self._stock_repository, self._settings.currency)

    @cached_property
    def service_parts(self) -> ServicePartsService:
        """The default parts of services."""
        return ServicePartsService(self._unit, self._items, self._settings.currency)

    @cached_property
    def stock(self) -> StockService:
        """The movements of stock."""
        return StockService(self._unit, self._stock_repository, self._ledger, self.directory)

    @cached_property
    def stock_counts(self) -> StockCountsService:
        """Counts of the stock."""
        counts = SqlStockCountRepository(self._unit.session)
        book = CountBook(counts, self._stock_repository, self._ledger)
        return StockCountsService(self._unit, counts, self._items, book, self.directory)

    @cached_property
    def _items(self) -> SqlInventoryRepository:
        return SqlInventoryRepository(self._unit.session)

    @cached_property
    def _stock_repository(self) -> SqlStockRepository:
        return SqlStockRepository(self._unit.session)

    @cached_property
    def _ledger(self) -> Ledger:
        return Ledger(self._unit, self._stock_repository)
