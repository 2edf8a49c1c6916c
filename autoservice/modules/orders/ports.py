"""What this module needs from outside."""

from collections.abc import Collection, Sequence
from typing import Protocol

from autoservice.modules.orders.details import Details
from autoservice.modules.orders.models import Job, Order, OrderStage, TimelineEntry
from autoservice.modules.orders.schemas import OrdersFilter
from autoservice.modules.orders.shop_days import Times
from autoservice.shared.access import Actor
from autoservice.shared.pagination import Page


class Accounts(Protocol):
    """The accounts of clients and mechanics."""

    async def lock_against_erasure(self, user_id: int) -> bool:
        """Whether the account is in use; if so, it cannot be erased before the transaction ends."""
        ...

    async def is_erased(self, user_id: int) -> bool: ...


class OrderRepository(Protocol):
    """Orders, read through the viewer: another client's is not found."""

    async def add(self, order: Order, jobs: Sequence[Job]) -> int:
        """Insert an order with its number, and its jobs, which have their ids then; returns the order's."""
        ...

    async def add_stages(self, stages: Sequence[OrderStage]) -> None: ...

    async def find(self, order_id: int, viewer: Actor) -> Order | None: ...

    async def lock(self, order_id: int, viewer: Actor) -> Order | None:
        """Return the order as ``find`` does, locked until the transaction ends."""
        ...

    async def lock_assigned(self, mechanic_id: int) -> Sequence[Order]:
        """Return the open orders in which the mechanic has stages that nobody has begun, all locked."""
        ...

    async def page(self, query: OrdersFilter, times: Times, viewer: Actor) -> Page[Order]:
        """Return a page of what ``viewer`` may see, placed or completed then; raises ``UnknownCursor``."""
        ...

    async def has_open(self, person: Actor) -> bool:
        """Return whether an open order is the client's, or has an open stage of the mechanic."""
        ...

    async def count_open_stages(self, mechanic_id: int) -> int: ...

    async def stages(self, order_ids: Sequence[int]) -> dict[int, list[OrderStage]]: ...

    async def audiences(self, order_ids: Collection[int]) -> list[tuple[int, set[int]]]:
        """Return the client and the mechanics of each order."""
        ...

    async def details(self, order_ids: Sequence[int], viewer: Actor) -> dict[int, Details]:
        """Return those that ``viewer`` may see, as ``OrderView`` takes them but for people's names."""
        ...

    async def numbers(self, order_ids: Collection[int], viewer: Actor) -> Sequence[tuple[int, int, int]]:
        """Return id, year and number of those that ``viewer`` may see."""
        ...

    def append(self, entry: TimelineEntry) -> None: ...

    async def timeline(self, order_id: int) -> list[TimelineEntry]: ...
