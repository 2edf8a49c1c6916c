"""What the services of the catalog take of the inventory by default."""

from collections import defaultdict
from collections.abc import Sequence

from autoservice.events.catalog import ServicePartsChanged
from autoservice.modules.catalog.inventory.errors import (
    ItemNotFound,
    ItemTwice,
    PartsChanged,
    QuantityNotWhole,
)
from autoservice.modules.catalog.inventory.models import InventoryItem, ServicePart
from autoservice.modules.catalog.inventory.ports import InventoryRepository
from autoservice.modules.catalog.inventory.schemas import ServicePartLine, ServicePartView
from autoservice.modules.catalog.inventory.views import view_part
from autoservice.shared.access import Permission
from autoservice.shared.service import Service, requires
from autoservice.shared.typed_numbers import from_thousandths, to_thousandths
from autoservice.shared.unit import Unit


class ServicePartsService(Service):
    """The default parts of services."""

    def __init__(self, unit: Unit, items: InventoryRepository, currency: str) -> None:
        super().__init__(unit)
        self._items = items
        self._currency = currency

    @requires(Permission.READ_CATALOG)
    async def parts_of(self, service_ids: Sequence[int]) -> dict[int, list[ServicePartView]]:
        """Return the default parts of each service that has some, in their order."""
        found: dict[int, list[ServicePartView]] = defaultdict(list)
        for part, item in await self._items.parts(service_ids):
            found[part.service_id].append(view_part(part, item, self._currency))
        return dict(found)

    @requires(Permission.MANAGE_CATALOG)
    async def set_parts(
        self,
        service_id: int,
        lines: Sequence[ServicePartLine],
        replaces: Sequence[ServicePartLine] | None = None,
    ) -> None:
        """Replace the default parts of a service, whose row the caller has locked.

        Raises ``ItemNotFound``, ``ItemTwice``, ``QuantityNotWhole``, and ``PartsChanged`` if the present
        parts are not those that it ``replaces``.
        """
        ids = [line.item_id for line in lines]
        if len(set(ids)) < len(ids):
            raise ItemTwice()
        items = {item.id: item for item in await self._items.by_ids(ids, kept=True)}
        if set(ids) - items.keys():
            raise ItemNotFound()
        before = await self._items.parts([service_id])
        if replaces is not None and _lines(before) != list(replaces):
            views = (await self.parts_of([service_id])).get(service_id, [])
            raise PartsChanged([view.model_dump(mode="json") for view in views])
        parts = [_part(service_id, position, line, items) for position, line in enumerate(lines, 1)]
        await self._items.set_parts(service_id, parts)
        event = ServicePartsChanged(service_id)
        self._unit.record(
            event,
            event.subject,
            {str(part.item_id): part.quantity for part, _ in before},
            {str(part.item_id): part.quantity for part in parts},
        )


def _lines(parts: Sequence[tuple[ServicePart, InventoryItem]]) -> list[ServicePartLine]:
    return [
        ServicePartLine(item_id=item.id, quantity=from_thousandths(part.quantity)) for part, item in parts
    ]


def _part(
    service_id: int, position: int, line: ServicePartLine, items: dict[int, InventoryItem]
) -> ServicePart:
    quantity = to_thousandths(line.quantity)
    if quantity % items[line.item_id].step:
        raise QuantityNotWhole()
    return ServicePart(service_id=service_id, item_id=line.item_id, position=position, quantity=quantity)
