"""The mechanics of an order's open stages as one short text, for forms that say whom they replace."""

from typing import Final

from autoservice.modules.orders.schemas import OrderView

NOBODY: Final = "0"


def join_assignees(order: OrderView) -> str:
    """Return the ids of the open stages' mechanics, such as "3", "0" (nobody) or "0,3"."""
    return ",".join(str(id) for id in sorted(id or 0 for id in order.open_mechanics))
