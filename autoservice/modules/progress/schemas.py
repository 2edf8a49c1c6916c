"""What goes in and out of progress tracking."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel, Field

from autoservice.modules.orders.schemas import OrderView
from autoservice.shared.access import Actor, Role
from autoservice.shared.validation import STORABLE, Flag

COMMENT_LIMIT = 5000


class StageStep(BaseModel):
    """A step on a stage; ``version`` is the one the page showed, if it wants to be sure."""

    version: int | None = None


class NewComment(BaseModel):
    """A remark, as typed; internal unless ``published``."""

    text: str = Field(max_length=100_000, pattern=STORABLE)
    published: Flag = False


class CommentView(BaseModel):
    """A remark under a stage."""

    id: int
    stage_id: int
    author_id: int
    author_name: str
    text: str
    published: bool
    created_at: datetime


class AttachmentView(BaseModel):
    """A photo under a stage; sizes in pixels and bytes. Fetch it by its id under ``/api/attachments``."""

    id: int
    order_id: int
    stage_id: int
    author_id: int
    author_name: str
    width: int
    height: int
    size: int
    published: bool
    created_at: datetime


class StoredPhoto(BaseModel):
    """A photo's bytes, ready to be served."""

    data: bytes
    content_type: str


class TimelineEntryView(BaseModel):
    """One numbered entry of an order's timeline; ``data`` depends on ``kind``."""

    number: int
    kind: str
    at: datetime
    actor_id: int | None
    actor_name: str
    stage_id: int | None
    published: bool
    data: dict[str, Any]


class TrackedOrder(BaseModel):
    """An order with all that was said and shown about its stages."""

    order: OrderView
    comments: list[CommentView]
    attachments: list[AttachmentView]

    def for_viewer(self, viewer: Actor) -> "TrackedOrder | None":
        """What ``viewer`` may see of it: the client what is published, the shop all, others nothing."""
        if viewer.role in (Role.ADMINISTRATOR, Role.SYSTEM):
            return self
        if viewer.role is Role.MECHANIC and viewer.user_id in self.order.mechanic_ids:
            return self
        if viewer.role is Role.CLIENT and viewer.user_id == self.order.client_id:
            return self._published()
        return None

    def _published(self) -> "TrackedOrder":
        return TrackedOrder(
            order=self.order,
            comments=[comment for comment in self.comments if comment.published],
            attachments=[attachment for attachment in self.attachments if attachment.published],
        )
