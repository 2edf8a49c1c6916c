"""What this module needs from outside."""

from collections.abc import Sequence
from typing import Protocol

from autoservice.modules.catalog.models import ServiceTemplate, StageTemplate


class ServiceTemplateRepository(Protocol):
    """Services and their stages."""

    async def active(self) -> list[ServiceTemplate]: ...

    async def by_id(self, service_id: int) -> ServiceTemplate | None: ...

    async def stages(self, service_ids: Sequence[int]) -> dict[int, list[StageTemplate]]: ...
