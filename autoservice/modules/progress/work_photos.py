"""The service of the photos that show the client why extra work is proposed."""

from autoservice.events.progress import WorkPhotoAdded
from autoservice.modules.orders.approvals.ports import WorkRepository
from autoservice.modules.orders.approvals.rules import JobAction, check_job, find_extra_work
from autoservice.modules.orders.changes import lock_order
from autoservice.modules.orders.ports import OrderRepository
from autoservice.modules.orders.service import OrdersService
from autoservice.modules.progress.photo_store import PhotoPlace, PhotoStore
from autoservice.modules.progress.ports import StageRepository
from autoservice.modules.progress.rules import refuse_another_work_photo
from autoservice.modules.progress.schemas import AttachmentView, StoredFiles
from autoservice.modules.progress.views import attachment_view
from autoservice.shared.access import Permission
from autoservice.shared.service import Service, requires
from autoservice.shared.unit import Unit


class WorkPhotosService(Service):
    """Photos of extra work; its client sees them all.

    They come and go while the work is only proposed, and are no new version of it: name, price and time are
    what a decision names, and whoever is about to decide is not turned away by one photo more. Once decided,
    the work keeps its photos until it is proposed anew. As the rows of withdrawn ones stay, those that were
    shown with a decision are the ones added before it and not withdrawn by then.
    """

    def __init__(
        self,
        unit: Unit,
        orders: OrderRepository,
        work: WorkRepository,
        stages: StageRepository,
        photos: PhotoStore,
        orders_service: OrdersService,
    ) -> None:
        super().__init__(unit)
        self._orders = orders
        self._work = work
        self._stages = stages
        self._photos = photos
        self._orders_service = orders_service

    @requires(Permission.PROPOSE_WORK)
    async def check_work(self, order_id: int, job_id: int) -> None:
        """Check, before a photo's body is read, that its work is there.

        Raises ``OrderNotFound``, ``JobNotFound``. No more: a photo that is sent again has its answer, however
        the work stands by now.
        """
        find_extra_work((await self._orders_service.get_order(order_id)).jobs, job_id)

    @requires(Permission.PROPOSE_WORK)
    async def prepare_photo(self, order_id: int, job_id: int, data: bytes) -> StoredFiles:
        """Decode and store a photo that ``add_work_photo`` would take; slow, so nothing is locked.

        Raises as that does, and an error of ``BAD_PHOTO``.
        """
        order = await self._orders_service.get_order(order_id)
        check_job(JobAction.ADD_PHOTO, order, find_extra_work(order.jobs, job_id), self._actor)
        await self._check_number(job_id)
        return await self._photos.prepare(order_id, data)

    @requires(Permission.PROPOSE_WORK)
    async def add_work_photo(self, order_id: int, job_id: int, files: StoredFiles) -> AttachmentView:
        """Add a prepared photo to proposed work; raises an error of ``WORK_PHOTO_REFUSED``."""
        order = await lock_order(self._unit, self._orders, order_id)
        job = find_extra_work(await self._work.jobs(order_id), job_id)
        check_job(JobAction.ADD_PHOTO, order, job, self._actor)
        # The order is locked: of many at once each counts those before it.
        await self._check_number(job_id)
        row = await self._photos.add(PhotoPlace(order_id, job_id=job_id), files, published=True)
        order.record(WorkPhotoAdded(order_id, job_id, row.id), after={"published": True})
        return attachment_view(row, {self._actor.user_id: self._actor.name})

    async def _check_number(self, job_id: int) -> None:
        if refused := refuse_another_work_photo(await self._stages.count_work_photos(job_id)):
            raise refused
