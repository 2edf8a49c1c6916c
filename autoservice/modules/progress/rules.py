"""The rules of comments and photos as pure functions: who may add or take back, and why not now."""

from collections.abc import Callable
from typing import Final

from autoservice.modules.orders.approvals.errors import WorkDecided
from autoservice.modules.orders.approvals.rules import WorkFacts
from autoservice.modules.orders.errors import OrderFinished
from autoservice.modules.orders.jobs import JobState
from autoservice.modules.orders.rules import Refusal
from autoservice.modules.orders.workflow import OrderFacts, OrderStatus
from autoservice.modules.progress.errors import (
    NotYourReport,
    RequestAccepted,
    TooManyPhotos,
    TooManyWorkPhotos,
)
from autoservice.shared.access import Actor, Permission
from autoservice.shared.errors import AccessDenied

# The photos of one request, and of one proposed work.
MOST_REQUEST_PHOTOS: Final = 5
MOST_WORK_PHOTOS: Final = 5
DECIDED: Final = frozenset({JobState.APPROVED, JobState.DECLINED})


def refuse_another_photo(count: int) -> Refusal:
    """Refuse to add to a request that has ``count`` photos, if these are all it may have."""
    return None if count < MOST_REQUEST_PHOTOS else TooManyPhotos(limit=MOST_REQUEST_PHOTOS)


def refuse_another_work_photo(count: int) -> Refusal:
    """Refuse to add to proposed work that has ``count`` photos, if these are all it may have."""
    return None if count < MOST_WORK_PHOTOS else TooManyWorkPhotos(limit=MOST_WORK_PHOTOS)


def refuse_withdrawal(order: OrderFacts, author_id: int, by: Actor) -> Refusal:
    """Refuse to take back what somebody else sent, or an order shows that is delivered.

    An administrator takes back everything.
    """
    return _refuse_to_take_back(Permission.WORK_ON_STAGE, author_id, by, lambda: _refuse_delivered(order))


def refuse_request_withdrawal(order: OrderFacts, author_id: int, by: Actor) -> Refusal:
    """Refuse to take back a photo of a request that somebody else sent, or the shop has planned by.

    An administrator takes back everything.
    """

    def late() -> Refusal:
        return None if order.status == OrderStatus.REQUESTED else RequestAccepted

    return _refuse_to_take_back(Permission.PLACE_ORDER, author_id, by, late)


def refuse_work_withdrawal(order: OrderFacts, job: WorkFacts, author_id: int, by: Actor) -> Refusal:
    """Refuse to take back a photo of extra work that somebody else sent, or the client has decided by.

    An administrator takes back everything.
    """

    def late() -> Refusal:
        return WorkDecided if job.state in DECIDED else _refuse_delivered(order)

    return _refuse_to_take_back(Permission.PROPOSE_WORK, author_id, by, late)


def refuse_message_withdrawal(status: str, author_id: int | None, by: Actor) -> Refusal:
    """Refuse to take back a message that somebody else wrote, or of an order that is delivered.

    ``author_id`` is nobody's where the holder of a link wrote it. An administrator takes back everything.
    """

    def late() -> Refusal:
        return OrderFinished if status == OrderStatus.DELIVERED else None

    return _refuse_to_take_back(Permission.TALK, author_id, by, late)


def _refuse_delivered(order: OrderFacts) -> Refusal:
    return OrderFinished if order.status == OrderStatus.DELIVERED else None


def _refuse_to_take_back(
    permission: Permission, author_id: int | None, by: Actor, late: Callable[[], Refusal]
) -> Refusal:
    """Refuse whoever has no ``permission`` or did not send it, and its author once it is too ``late``."""
    if not by.may(permission):
        return AccessDenied
    if by.may(Permission.OVERRIDE_STAGE):
        return None
    return late() if author_id == by.user_id else NotYourReport


def can_withdraw(order: OrderFacts, author_id: int, by: Actor) -> bool:
    """Return whether ``by`` may take back now what ``author_id`` sent."""
    return refuse_withdrawal(order, author_id, by) is None
