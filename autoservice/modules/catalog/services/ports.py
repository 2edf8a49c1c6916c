"""Ports of the services a shop offers."""

from collections.abc import Sequence
from typing import Any, Protocol

from autoservice.modules.catalog.services.models import ServiceCategory, ServiceTemplate
from autoservice.modules.catalog.services.schemas import ServicesQuery


class ServiceTemplateRepository(Protocol):
    """Services on offer with their categories and stages."""

    async def on_offer(self, asked: ServicesQuery) -> list[dict[str, Any]]:
        """Return services on offer as rows of ``ServiceView``, by category and position."""
        ...

    async def offered(self, service_id: int) -> dict[str, Any] | None:
        """Return the service if it is on offer."""
        ...

    async def offered_to_order(self, service_ids: Sequence[int]) -> list[dict[str, Any]]:
        """Return those of the services that are on offer; they are not deleted meanwhile."""
        ...

    async def categories(self) -> list[ServiceCategory]: ...


class ServicePictureRepository(Protocol):
    """Services, archived ones included, whose picture is changed."""

    async def find(self, service_id: int) -> ServiceTemplate | None: ...

    async def lock(self, service_id: int) -> ServiceTemplate | None: ...

    async def picture_names(self) -> set[str]: ...


class Picture(Protocol):
    """An encoded WebP picture and its size in pixels."""

    @property
    def data(self) -> bytes: ...
    @property
    def width(self) -> int: ...
    @property
    def height(self) -> int: ...


class PictureDecoder(Protocol):
    """Pictures made safe and small; a bounded number at once, and of one owner."""

    async def process(self, data: bytes, owner: int, edge: int) -> tuple[Picture, Picture]:
        """Return the picture, at most ``edge`` pixels wide and high, and its thumbnail."""
        ...


class FileStoragePort(Protocol):
    """Files by key. A key is never used for another file."""

    async def write(self, key: str, data: bytes) -> None: ...

    async def read(self, key: str) -> bytes:
        """Return the file; raises ``FileNotFoundError``."""
        ...
