"""Ports of the catalog."""

from collections.abc import Sequence
from typing import Any, Protocol

from autoservice.modules.catalog.models import ServiceTemplate, StageTemplate


class ServiceTemplateRepository(Protocol):
    """Services and their stages."""

    async def on_offer(self) -> list[dict[str, Any]]:
        """Return all services on offer as ``ServiceView`` takes them, without the currency."""
        ...

    async def by_id(self, service_id: int) -> ServiceTemplate | None: ...

    async def stages(self, service_ids: Sequence[int]) -> dict[int, list[StageTemplate]]: ...
