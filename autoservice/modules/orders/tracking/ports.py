"""What tracking links need from outside."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from autoservice.modules.orders.tracking.models import TrackingLink


class TrackingLinkRepository(Protocol):
    """The links of orders."""

    async def add(self, link: TrackingLink) -> None:
        """Insert a link, which has its id afterwards."""
        ...

    async def of_order(self, order_id: int) -> Sequence[TrackingLink]:
        """Return all links of the order, the newest first."""
        ...

    async def find_alive(self, token_hash: str, now: datetime) -> TrackingLink | None: ...
