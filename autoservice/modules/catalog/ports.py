"""What this module needs from outside."""

from collections.abc import Sequence
from typing import Any, Protocol

from autoservice.modules.catalog.models import ServiceTemplate, StageTemplate


class ServiceTemplateRepository(Protocol):
    """Services and their stages."""

    async def on_offer(self) -> list[dict[str, Any]]:
        """Everything on offer as ``ServiceView`` takes it, without the currency."""
        ...

    async def by_id(self, service_id: int) -> ServiceTemplate | None: ...

    async def stages(self, service_ids: Sequence[int]) -> dict[int, list[StageTemplate]]: ...
