"""The service of the photos that clients send with their requests: what is to be looked at."""

from typing import Any

from autoservice.events.progress import RequestPhotoAdded, RequestPhotoWithdrawn
from autoservice.modules.orders.changes import lock_order
from autoservice.modules.orders.errors import OrderNotFound
from autoservice.modules.orders.ports import OrderRepository
from autoservice.modules.orders.service import OrdersService
from autoservice.modules.orders.status import OrderAction, check_order
from autoservice.modules.progress.photo_store import PhotoPlace, PhotoStore
from autoservice.modules.progress.ports import StageRepository
from autoservice.modules.progress.rules import refuse_another_photo
from autoservice.modules.progress.schemas import AttachmentView, StoredFiles
from autoservice.modules.progress.views import attachment_view
from autoservice.shared.access import Permission
from autoservice.shared.service import Service, requires
from autoservice.shared.unit import Unit


class RequestPhotosService(Service):
    """Photos of orders of no stage and no job; their clients send them, or the shop in their name."""

    def __init__(
        self,
        unit: Unit,
        orders: OrderRepository,
        stages: StageRepository,
        photos: PhotoStore,
        orders_service: OrdersService,
    ) -> None:
        super().__init__(unit)
        self._orders = orders
        self._stages = stages
        self._photos = photos
        self._orders_service = orders_service

    @requires(Permission.PLACE_ORDER)
    async def check_order(self, order_id: int) -> None:
        """Check, before a photo's body is read, that its order is there; raises ``OrderNotFound``.

        No more: a photo that is sent again has its answer, however the order stands by now.
        """
        if await self._orders.find(order_id, self._actor) is None:
            raise OrderNotFound()

    @requires(Permission.PLACE_ORDER)
    async def prepare_photo(self, order_id: int, data: bytes) -> StoredFiles:
        """Decode and store a photo that ``add_request_photo`` would take; slow, so nothing is locked.

        Raises as that does, and an error of ``BAD_PHOTO``.
        """
        check_order(OrderAction.ADD_PHOTO, await self._orders_service.get_order(order_id), self._actor)
        await self._check_number(order_id)
        return await self._photos.prepare(order_id, data)

    @requires(Permission.PLACE_ORDER)
    async def add_request_photo(self, order_id: int, files: StoredFiles) -> AttachmentView:
        """Add a prepared photo to the request of an order.

        Raises ``OrderNotFound``, ``RequestClosed``, ``TooManyPhotos``.
        """
        order = await lock_order(self._unit, self._orders, order_id)
        order.permit_order(OrderAction.ADD_PHOTO)
        # The order is locked: of many at once each counts those before it.
        await self._check_number(order_id)
        row = await self._photos.add(PhotoPlace(order_id), files, published=True)
        order.record(RequestPhotoAdded(order_id, row.id), after={"published": True})
        return attachment_view(row, {self._actor.user_id: self._actor.name})

    async def _check_number(self, order_id: int) -> None:
        if refused := refuse_another_photo(await self._stages.count_request_photos(order_id)):
            raise refused

    @requires(Permission.MANAGE_OWN_ACCOUNT)
    async def export_photos(self) -> list[dict[str, Any]]:
        """Return the photos of the actor's requests, oldest first, ready for JSON, each with its address."""
        rows = await self._stages.request_photos_of(self._actor.user_id)
        views = [attachment_view(row, {self._actor.user_id: self._actor.name}) for row in rows]
        return [
            {**view.model_dump(mode="json", exclude={"author_id"}), "url": f"/api/attachments/{view.id}"}
            for view in views
        ]

    @requires(Permission.MANAGE_OWN_ACCOUNT)
    async def forget_photos(self) -> None:
        """Take back the photos of the actor's requests, which may show a person; their files go, too."""
        for row in await self._stages.request_photos_of(self._actor.user_id):
            row.withdraw(self._unit.now)
            gone = RequestPhotoWithdrawn(row.order_id, row.id)
            self._unit.record(gone, gone.subject, None, gone.references())
