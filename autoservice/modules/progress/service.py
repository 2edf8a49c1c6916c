"""What mechanics do on stages, and what everybody entitled sees of it."""

from collections.abc import Sequence

from autoservice.events.progress import (
    StageAttachmentUploaded,
    StageBlocked,
    StageCommentAdded,
    StageCompleted,
    StageResumed,
    StageStarted,
)
from autoservice.modules.auth.accounts.directory import DirectoryService
from autoservice.modules.orders.changes import find_stage, lock_order
from autoservice.modules.orders.checklist import ItemAnswer
from autoservice.modules.orders.errors import OrderNotFound
from autoservice.modules.orders.parts.following import PartsFollowUpService
from autoservice.modules.orders.ports import OrderRepository
from autoservice.modules.orders.service import OrdersService
from autoservice.modules.orders.shop_days import check_day
from autoservice.modules.orders.workflow import StageAction
from autoservice.modules.progress.checklists import answer_checklist
from autoservice.modules.progress.errors import (
    CommentEmpty,
    CommentNotFound,
    CommentTooLong,
    PhotoNotFound,
)
from autoservice.modules.progress.models import StageAttachment, StageComment
from autoservice.modules.progress.photo_store import PhotoPlace, PhotoStore
from autoservice.modules.progress.pictures import Picture
from autoservice.modules.progress.ports import StageRepository
from autoservice.modules.progress.schemas import (
    COMMENT_LIMIT,
    AttachmentView,
    CommentView,
    NewComment,
    StageHold,
    StageStep,
    StoredFiles,
    StoredPhoto,
    TimelineEntryView,
    TrackedOrder,
)
from autoservice.modules.progress.views import (
    attachment_view,
    comment_view,
    view_entries,
    withdrawn_reports,
)
from autoservice.shared.access import Permission
from autoservice.shared.service import Service, requires
from autoservice.shared.unit import Unit


class ProgressService(Service):
    """The work on stages, its comments and photos, and reading them."""

    def __init__(
        self,
        unit: Unit,
        orders: OrderRepository,
        stages: StageRepository,
        photos: PhotoStore,
        orders_service: OrdersService,
        directory: DirectoryService,
        parts: PartsFollowUpService,
        zone: str,
    ) -> None:
        super().__init__(unit)
        self._orders = orders
        self._stages = stages
        self._photos = photos
        self._orders_service = orders_service
        self._directory = directory
        self._parts = parts
        self._zone = zone

    @requires(Permission.WORK_ON_STAGE)
    async def start_stage(self, order_id: int, stage_id: int, step: StageStep) -> None:
        """Start a stage in its turn; raises what ``LockedOrder.permit`` says."""
        order = await lock_order(self._unit, self._orders, order_id)
        stage = order.permit(StageAction.START, stage_id, step.version)
        before = {"state": stage.state}
        stage.start(self._actor, self._unit.now)
        order.record(StageStarted(order_id, stage_id), before=before, after=stage.audited(self._actor))

    @requires(Permission.WORK_ON_STAGE)
    async def complete_stage(
        self, order_id: int, stage_id: int, step: StageStep, answers: Sequence[ItemAnswer] = ()
    ) -> None:
        """Complete a stage in its turn, and issue its parts.

        ``answers`` are to its checklist, if some are still missing. Raises what ``LockedOrder.permit`` says,
        and ``ChecklistItemNotFound``.
        """
        order = await lock_order(self._unit, self._orders, order_id)
        answer_checklist(order, stage_id, answers)
        stage = order.permit(StageAction.COMPLETE, stage_id, step.version)
        before = {"state": stage.state}
        stage.complete(self._actor, self._unit.now)
        order.record(StageCompleted(order_id, stage_id), before=before, after=stage.audited(self._actor))
        await self._parts.issue_used(order, stage)

    @requires(Permission.WORK_ON_STAGE)
    async def block_stage(self, order_id: int, stage_id: int, hold: StageHold) -> None:
        """Block a stage for a reason; raises ``DayOutOfRange`` and what ``LockedOrder.permit`` says."""
        order = await lock_order(self._unit, self._orders, order_id)
        stage = order.permit(StageAction.BLOCK, stage_id, hold.version)
        check_day(hold.until, self._unit.now, self._zone, "until")
        before, why = {"state": stage.state}, hold.said
        stage.block(hold.reason, hold.remark, hold.until, self._unit.now)
        after = {**stage.audited(self._actor), **why}
        order.record(StageBlocked(order_id, stage_id), before=before, after=after, **why)

    @requires(Permission.WORK_ON_STAGE)
    async def resume_stage(self, order_id: int, stage_id: int, step: StageStep) -> None:
        """Resume a stage that was on hold; raises what ``LockedOrder.permit`` says."""
        order = await lock_order(self._unit, self._orders, order_id)
        stage = order.permit(StageAction.RESUME, stage_id, step.version)
        before = {"state": stage.state}
        stage.resume()
        order.record(StageResumed(order_id, stage_id), before=before, after=stage.audited(self._actor))

    @requires(Permission.WORK_ON_STAGE)
    async def add_comment(self, order_id: int, stage_id: int, comment: NewComment) -> CommentView:
        """Add a comment to a stage; raises ``CommentEmpty`` or ``CommentTooLong``.

        Under an internal stage it is internal, whatever was asked for.
        """
        text = comment.text.strip()
        if not text:
            raise CommentEmpty()
        if len(text) > COMMENT_LIMIT:
            raise CommentTooLong(length=len(text), limit=COMMENT_LIMIT)
        order = await lock_order(self._unit, self._orders, order_id)
        stage = order.permit(StageAction.COMMENT, stage_id)
        row = StageComment(
            order_id=order_id,
            stage_id=stage_id,
            author_id=self._actor.user_id,
            text=text,
            published=comment.published and stage.published,
            created_at=self._unit.now,
        )
        await self._stages.add(row)
        added = StageCommentAdded(order_id, stage_id, row.id)
        order.record(added, after={"published": row.published}, published=row.published)
        return comment_view(row, {self._actor.user_id: self._actor.name})

    @requires(Permission.WORK_ON_STAGE)
    async def check_attach(self, order_id: int, stage_id: int) -> None:
        """Check, before a photo's body is read, that its stage is there; ``attach_photo`` checks again.

        Raises ``OrderNotFound`` or ``StageNotFound``. Nothing is locked: this runs in a reading unit.
        """
        if await self._orders.find(order_id, self._actor) is None:
            raise OrderNotFound()
        find_stage((await self._orders.stages([order_id])).get(order_id, []), stage_id)

    @requires(Permission.WORK_ON_STAGE)
    async def prepare_photo(self, order_id: int, data: bytes) -> StoredFiles:
        """Decode and store a photo for ``attach_photo``; slow, so in a unit that locks nothing.

        Raises ``PhotosBusy`` if too many wait already, or another of the errors in ``BAD_PHOTO``.
        """
        return await self._photos.prepare(order_id, data)

    @requires(Permission.WORK_ON_STAGE)
    async def store_photo(self, order_id: int, pictures: tuple[Picture, Picture]) -> StoredFiles:
        """Store a photo (full size, thumbnail) that was decoded elsewhere, for ``attach_photo``."""
        return await self._photos.store(order_id, pictures)

    @requires(Permission.WORK_ON_STAGE)
    async def attach_photo(
        self, order_id: int, stage_id: int, files: StoredFiles, *, published: bool
    ) -> AttachmentView:
        """Attach a prepared photo to a stage, an internal one to an internal stage."""
        order = await lock_order(self._unit, self._orders, order_id)
        stage = order.permit(StageAction.ATTACH, stage_id)
        place = PhotoPlace(order_id, stage_id=stage_id)
        row = await self._photos.add(place, files, published=published and stage.published)
        stage.photo_count += 1
        added = StageAttachmentUploaded(order_id, stage_id, row.id)
        order.record(added, after={"published": row.published}, published=row.published)
        return attachment_view(row, {self._actor.user_id: self._actor.name})

    @requires(Permission.READ_TIMELINE)
    async def open_photo(self, attachment_id: int, *, thumbnail: bool) -> StoredPhoto:
        """Return the bytes of a photo that the actor may see; raises ``PhotoNotFound`` for any other."""
        row = await self._stages.attachment(attachment_id)
        if row is None or row.withdrawn_at or not await self._may_see(row):
            raise PhotoNotFound()
        return await self._photos.read(row, thumbnail=thumbnail)

    async def _may_see(self, row: StageAttachment) -> bool:
        if not (row.published or self._actor.may(Permission.READ_INTERNAL)):
            return False
        if await self._orders.find(row.order_id, self._actor) is None:
            return False
        # Of work that is no longer proposed the shop alone reads, and sees its photos.
        if row.job_id is None or self._actor.may(Permission.READ_INTERNAL):
            return True
        return not await self._stages.is_withdrawn_work(row.job_id)

    @requires(Permission.READ_TIMELINE)
    async def get_timeline(self, order_id: int) -> list[TimelineEntryView]:
        """Return the timeline of an order, oldest entry first; the client's holds what is published."""
        if await self._orders.find(order_id, self._actor) is None:
            raise OrderNotFound()
        return await view_entries(await self._orders.timeline(order_id), self._actor, self._directory)

    @requires(Permission.READ_TIMELINE)
    async def track_order(self, order_id: int) -> TrackedOrder:
        """Return an order with its comments and photos, as far as the actor may see them."""
        tracked = (await self._load(order_id)).for_viewer(self._actor)
        if tracked is None:
            raise OrderNotFound()
        return tracked

    @requires(Permission.READ_TIMELINE)
    async def get_comment(self, order_id: int, comment_id: int) -> CommentView:
        """Return a comment that the actor may see; raises ``OrderNotFound`` or ``CommentNotFound``."""
        found = (one for one in (await self.track_order(order_id)).comments if one.id == comment_id)
        if comment := next(found, None):
            return comment
        raise CommentNotFound()

    @requires(Permission.READ_TIMELINE)
    async def get_attachment(self, order_id: int, attachment_id: int) -> AttachmentView:
        """Return the description of a photo; raises ``OrderNotFound`` or ``PhotoNotFound``."""
        found = (one for one in (await self.track_order(order_id)).attachments if one.id == attachment_id)
        if attachment := next(found, None):
            return attachment
        raise PhotoNotFound()

    async def _load(self, order_id: int) -> TrackedOrder:
        order = await self._orders_service.get_order(order_id)
        comments = await self._stages.comments(order_id)
        attachments = await self._stages.attachments(order_id)
        authors = {row.author_id for row in comments} | {row.author_id for row in attachments}
        # Most of them are the order's own people, whose names it has read already.
        names = order.names | await self._directory.get_names(authors - order.names.keys())
        return TrackedOrder(
            order=order,
            comments=[comment_view(row, names) for row in comments if not row.withdrawn_at],
            attachments=[attachment_view(row, names) for row in attachments if not row.withdrawn_at],
            withdrawn_comments=withdrawn_reports(comments),
            withdrawn_attachments=withdrawn_reports(attachments),
        )
