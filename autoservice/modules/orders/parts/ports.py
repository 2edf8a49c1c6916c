"""What the parts of orders need from outside."""

from collections.abc import Collection
from typing import Protocol

from autoservice.modules.orders.models import Job
from autoservice.modules.orders.parts.models import OrderPart


class OrderPartRepository(Protocol):
    """The parts of orders. Whoever changes some has locked their order."""

    async def add(self, *parts: OrderPart) -> None:
        """Insert parts, which have ascending ids afterwards."""
        ...

    async def find(self, order_id: int, part_id: int) -> OrderPart | None:
        """Return the part of the order, also one that was removed."""
        ...

    async def of_order(self, order_id: int) -> list[OrderPart]:
        """Return the parts of an order that are not removed, in the sequence in which they were added."""
        ...

    async def jobs(self, order_id: int) -> list[Job]:
        """Return the jobs of an order in their sequence."""
        ...

    async def consented_minor(self, job_id: int) -> int:
        """Return the sum in the client's last approval of the job; 0 for one that was ordered."""
        ...

    async def available(self, item_ids: Collection[int]) -> dict[int, int]:
        """Return how much of each item is on hand and not reserved."""
        ...
