"""The service that gives discounts."""

from typing import Any

from autoservice.events.orders import OrderDiscounted
from autoservice.modules.orders.changes import lock_order
from autoservice.modules.orders.discounts.columns import Discounted
from autoservice.modules.orders.discounts.rules import make_discount
from autoservice.modules.orders.discounts.schemas import OrderDiscount
from autoservice.modules.orders.estimate import NO_DISCOUNT
from autoservice.modules.orders.ports import OrderRepository
from autoservice.modules.orders.status import OrderAction
from autoservice.shared.access import Permission
from autoservice.shared.service import Service, requires
from autoservice.shared.unit import Unit


class DiscountsService(Service):
    """Discounts on orders, as long as they are open. What was agreed before keeps the sums it was shown."""

    def __init__(self, unit: Unit, orders: OrderRepository) -> None:
        super().__init__(unit)
        self._orders = orders

    @requires(Permission.MANAGE_ORDERS)
    async def discount_order(self, order_id: int, command: OrderDiscount) -> None:
        """Give a discount on the whole order, or take it back; the same again is no second one.

        Raises an error of ``DISCOUNT_REFUSED``.
        """
        order = await lock_order(self._unit, self._orders, order_id)
        order.permit_order(OrderAction.DISCOUNT, command.version)
        row, discount = order.row, make_discount(command.amount_minor, command.basis_points)
        reason = command.reason if discount != NO_DISCOUNT else ""
        if (discount, reason) == (row.discount, row.discount_reason):
            return
        before = _audited(row)
        row.give_discount(discount, reason)
        after = _audited(row)
        order.record(OrderDiscounted(order_id), before=before, after=dict(after), **after)


def _audited(row: Discounted) -> dict[str, Any]:
    """Return the discount without its reason, which may tell of a person."""
    return {"amount_minor": row.discount_minor, "basis_points": row.discount_basis_points}
