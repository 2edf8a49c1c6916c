"""Ports of the services a shop offers."""

from typing import Any, Protocol


class ServiceTemplateRepository(Protocol):
    """Services with their categories and stages."""

    async def on_offer(self) -> list[dict[str, Any]]:
        """Return all services on offer as rows of ``Offer``, by position."""
        ...

    async def offered(self, service_id: int) -> dict[str, Any] | None: ...
