"""The orders of an account: their export, and the check before the account is deleted."""

from typing import Any

from autoservice.modules.orders.errors import OrdersStillOpen
from autoservice.modules.orders.ports import OrderRepository
from autoservice.modules.orders.schemas import OrdersFilter
from autoservice.modules.orders.service import OrdersService
from autoservice.shared.access import Permission, Role
from autoservice.shared.pagination import MAX_PAGE_SIZE
from autoservice.shared.service import Service, requires
from autoservice.shared.unit import Unit


class OwnOrdersService(Service):
    """The orders of the actor's account."""

    def __init__(self, unit: Unit, repository: OrderRepository, orders: OrdersService) -> None:
        super().__init__(unit)
        self._repository = repository
        self._orders = orders

    @requires(Permission.MANAGE_OWN_ACCOUNT)
    async def check_nothing_open(self) -> None:
        """Check that the account has no open order or stage; raises ``OrdersStillOpen``."""
        if await self._repository.has_open(self._actor):
            raise OrdersStillOpen()

    @requires(Permission.MANAGE_OWN_ACCOUNT)
    async def export_orders(self) -> list[dict[str, Any]]:
        """Return all orders of a client, newest first, ready for JSON; nothing for other roles."""
        found: list[dict[str, Any]] = []
        if self._actor.role is not Role.CLIENT:
            return found
        cursor: str | None = ""
        while cursor is not None:
            page = await self._orders.list_orders(OrdersFilter(cursor=cursor, size=MAX_PAGE_SIZE))
            found += [order.model_dump(mode="json") for order in page.items]
            cursor = page.next
        return found
