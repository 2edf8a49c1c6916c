"""The service that takes comments and photos back."""

from typing import TypeVar

from autoservice.events.progress import (
    RequestPhotoWithdrawn,
    StageAttachmentWithdrawn,
    StageCommentWithdrawn,
    WorkPhotoWithdrawn,
)
from autoservice.modules.orders.approvals.ports import WorkRepository
from autoservice.modules.orders.approvals.rules import find_extra_work
from autoservice.modules.orders.changes import LockedOrder, find_stage, lock_order
from autoservice.modules.orders.ports import OrderRepository
from autoservice.modules.progress.errors import CommentNotFound, PhotoNotFound
from autoservice.modules.progress.models import StageAttachment, StageComment
from autoservice.modules.progress.ports import StageRepository
from autoservice.modules.progress.rules import (
    refuse_request_withdrawal,
    refuse_withdrawal,
    refuse_work_withdrawal,
)
from autoservice.shared.access import Permission
from autoservice.shared.errors import NotFound
from autoservice.shared.service import Service, requires
from autoservice.shared.unit import Unit

Report = TypeVar("Report", StageComment, StageAttachment)


class WithdrawalService(Service):
    """Takes back what was sent about a stage, with a request or with extra work.

    What was taken back already stays so.
    """

    def __init__(
        self, unit: Unit, orders: OrderRepository, stages: StageRepository, work: WorkRepository
    ) -> None:
        super().__init__(unit)
        self._orders = orders
        self._stages = stages
        self._work = work

    @requires(Permission.WORK_ON_STAGE)
    async def withdraw_comment(self, order_id: int, stage_id: int, comment_id: int) -> None:
        """Take a comment back.

        Raises ``OrderNotFound``, ``StageNotFound``, ``CommentNotFound`` and what ``refuse_withdrawal`` says.
        """
        order = await lock_order(self._unit, self._orders, order_id)
        found = await self._stages.comment(comment_id)
        row = self._permitted(order, stage_id, found, CommentNotFound)
        withdrawn = StageCommentWithdrawn(order_id, stage_id, comment_id)
        self._withdraw(order, row, withdrawn)

    @requires(Permission.WORK_ON_STAGE)
    async def withdraw_photo(self, order_id: int, stage_id: int, attachment_id: int) -> None:
        """Take a photo back; raises as ``withdraw_comment`` does, with ``PhotoNotFound``."""
        order = await lock_order(self._unit, self._orders, order_id)
        found = await self._stages.attachment(attachment_id)
        row = self._permitted(order, stage_id, found, PhotoNotFound)
        if not row.withdrawn_at:
            find_stage(order.stages, stage_id).photo_count -= 1
        withdrawn = StageAttachmentWithdrawn(order_id, stage_id, attachment_id)
        self._withdraw(order, row, withdrawn)

    @requires(Permission.PLACE_ORDER)
    async def withdraw_request_photo(self, order_id: int, attachment_id: int) -> None:
        """Take a photo of a request back.

        Raises ``OrderNotFound``, ``PhotoNotFound`` and what ``refuse_request_withdrawal`` says.
        """
        order = await lock_order(self._unit, self._orders, order_id)
        row = await self._stages.attachment(attachment_id)
        if row is None or (row.order_id, row.stage_id, row.job_id) != (order_id, None, None):
            raise PhotoNotFound()
        if refused := refuse_request_withdrawal(order, row.author_id, self._actor):
            raise refused
        self._withdraw(order, row, RequestPhotoWithdrawn(order_id, attachment_id))

    @requires(Permission.PROPOSE_WORK)
    async def withdraw_work_photo(self, order_id: int, job_id: int, attachment_id: int) -> None:
        """Take a photo of extra work back.

        Raises ``OrderNotFound``, ``JobNotFound``, ``PhotoNotFound`` and what ``refuse_work_withdrawal`` says.
        """
        order = await lock_order(self._unit, self._orders, order_id)
        job = find_extra_work(await self._work.jobs(order_id), job_id)
        row = await self._stages.attachment(attachment_id)
        if row is None or (row.order_id, row.job_id) != (order_id, job_id):
            raise PhotoNotFound()
        if refused := refuse_work_withdrawal(order, job, row.author_id, self._actor):
            raise refused
        self._withdraw(order, row, WorkPhotoWithdrawn(order_id, job_id, attachment_id))

    @requires(Permission.RUN_REACTIONS)
    async def find_withdrawn_files(self, attachment_id: int) -> list[str]:
        """Return the keys of the files of a withdrawn photo; none of a photo that is still there."""
        row = await self._stages.attachment(attachment_id)
        return [row.key, row.thumbnail_key] if row and row.withdrawn_at else []

    def _permitted(
        self, order: LockedOrder, stage_id: int, row: Report | None, missing: type[NotFound]
    ) -> Report:
        """Return the row, if it is of this stage and the actor may take it back now."""
        find_stage(order.stages, stage_id)
        if row is None or (row.order_id, row.stage_id) != (order.row.id, stage_id):
            raise missing()
        if refused := refuse_withdrawal(order, row.author_id, self._actor):
            raise refused
        return row

    def _withdraw(
        self,
        order: LockedOrder,
        row: StageComment | StageAttachment,
        event: StageCommentWithdrawn | StageAttachmentWithdrawn | RequestPhotoWithdrawn | WorkPhotoWithdrawn,
    ) -> None:
        if row.withdrawn_at:
            return
        row.withdraw(self._unit.now)
        override = {} if row.author_id == self._actor.user_id else {"instead_of": row.author_id}
        order.record(event, after={"published": row.published, **override}, published=row.published)
