"""What the talk needs from outside."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol

from autoservice.modules.progress.talk.models import OrderMessage
from autoservice.shared.pagination import Page, PageRequest


class TalkRepository(Protocol):
    """The messages of orders, and how far people have read."""

    async def add(self, message: OrderMessage) -> None:
        """Insert a message, which has its id afterwards."""
        ...

    async def find(self, message_id: int) -> OrderMessage | None: ...

    async def newest(self, order_id: int, count: int) -> Sequence[OrderMessage]:
        """Return the last messages of an order, the newest first."""
        ...

    async def before(self, order_id: int, number: int, count: int) -> Sequence[OrderMessage]:
        """Return the last messages before the one with that number, the newest first."""
        ...

    async def withdrawn_before(self, order_id: int, number: int, count: int) -> list[int]:
        """Return the numbers of the last messages before that number which were taken back."""
        ...

    async def page(self, order_id: int, query: PageRequest) -> Page[OrderMessage]:
        """Return a page of an order's messages, the newest first; raises ``UnknownCursor``."""
        ...

    async def count_unread(
        self, user_id: int, order_ids: Collection[int], *, from_shop: bool
    ) -> dict[int, int]:
        """Return how many messages of the other side a person has not seen, by order, where there are any."""
        ...

    async def mark_read(self, user_id: int, order_id: int, up_to: int) -> bool:
        """Record that a person has seen the messages up to a number; return whether that is further."""
        ...

    async def written_by(self, user_id: int) -> Sequence[OrderMessage]:
        """Return the messages that a person wrote, the oldest first."""
        ...

    async def erase_of(self, client_id: int, now: datetime) -> None:
        """Erase the texts of all messages under a client's orders."""
        ...

    async def delete_readings_of(self, user_id: int) -> None: ...
