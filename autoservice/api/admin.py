"""``/api/admin``: the machinery, for administrators."""

from typing import Annotated

from fastapi import APIRouter, Query

from autoservice.api.access import CurrentActor, requires_permission
from autoservice.api.documents import DocumentedRoute, fails_with
from autoservice.modules.admin.schemas import AuditEntryView, AuditFilter, DeadLetterView
from autoservice.modules.notifications.errors import DeliveryNotDead
from autoservice.modules.notifications.schemas import ChannelView, DeliveryFilter, DeliveryView
from autoservice.runtime.current import read_only, transaction
from autoservice.shared.access import Permission
from autoservice.shared.errors import NotFound
from autoservice.shared.pagination import Page, PageRequest
from autoservice.shared.validation import Id

router = APIRouter(prefix="/admin", tags=["admin"], route_class=DocumentedRoute)


@router.get("/dead-letters")
@requires_permission(Permission.MANAGE_OUTBOX)
async def list_dead_letters(
    query: Annotated[PageRequest, Query()], actor: CurrentActor
) -> Page[DeadLetterView]:
    """One page of the reactions that gave up, newest first."""
    async with read_only(actor) as unit:
        return await unit.services.admin.list_dead_letters(query)


@router.post("/dead-letters/{letter_id}/replay", status_code=204)
@requires_permission(Permission.MANAGE_OUTBOX)
@fails_with(NotFound)
async def replay_dead_letter(letter_id: Id, actor: CurrentActor) -> None:
    """Try a reaction again from the start."""
    async with transaction(actor) as unit:
        await unit.services.admin.replay_dead_letter(letter_id)


@router.get("/deliveries")
@requires_permission(Permission.MANAGE_OUTBOX)
async def list_deliveries(
    query: Annotated[DeliveryFilter, Query()], actor: CurrentActor
) -> Page[DeliveryView]:
    """One page of the messages to people and what became of them, newest first."""
    async with read_only(actor) as unit:
        return await unit.services.delivery_log.list_deliveries(query)


@router.get("/channels")
@requires_permission(Permission.MANAGE_OUTBOX)
async def list_channels(actor: CurrentActor) -> list[ChannelView]:
    """Each channel: whether the shop has it, and how many messages wait for it or have failed for good."""
    async with read_only(actor) as unit:
        return await unit.services.delivery_log.list_channels()


@router.post("/deliveries/{delivery_id}/resend", status_code=204)
@requires_permission(Permission.MANAGE_OUTBOX)
@fails_with(NotFound, DeliveryNotDead)
async def resend_delivery(delivery_id: Id, actor: CurrentActor) -> None:
    """Send a message that has failed for good once more."""
    async with transaction(actor) as unit:
        await unit.services.delivery_log.resend_delivery(delivery_id)


@router.get("/audit")
@requires_permission(Permission.READ_AUDIT)
async def list_audit(query: Annotated[AuditFilter, Query()], actor: CurrentActor) -> Page[AuditEntryView]:
    """One page of the audit log, newest first."""
    async with read_only(actor) as unit:
        return await unit.services.admin.list_audit(query)
