"""``/api/orders/{id}/messages``: the talk between the client and the shop about an order."""

from typing import Annotated

from fastapi import APIRouter, Query

from autoservice.api.access import CurrentActor, requires_permission
from autoservice.api.documents import DocumentedRoute, fails_with
from autoservice.api.request_keys import Key
from autoservice.modules.orders.errors import OrderNotFound
from autoservice.modules.progress.talk.errors import (
    MESSAGE_WITHDRAWAL_REFUSED,
    WRITING_REFUSED,
    MessageNotFound,
)
from autoservice.modules.progress.talk.schemas import NewOrderMessage, OrderMessageView, TalkRead
from autoservice.runtime.current import read_only, transaction
from autoservice.shared.access import Permission
from autoservice.shared.pagination import Page, PageRequest
from autoservice.shared.validation import Id

router = APIRouter(prefix="/orders/{order_id}/messages", tags=["talk"], route_class=DocumentedRoute)


@router.get("")
@requires_permission(Permission.READ_TIMELINE)
@fails_with(OrderNotFound)
async def list_order_messages(
    order_id: Id, query: Annotated[PageRequest, Query()], actor: CurrentActor
) -> Page[OrderMessageView]:
    """One page of the talk under an order, the newest first; nothing is marked as read by that."""
    async with read_only(actor) as unit:
        return await unit.services.talk.list_messages(order_id, query)


@router.post("", status_code=201)
@requires_permission(Permission.TALK)
@fails_with(*WRITING_REFUSED, MessageNotFound)
async def write_message(
    order_id: Id, command: NewOrderMessage, actor: CurrentActor, key: Key
) -> OrderMessageView:
    """Write to the other side; the holder of a tracking link may, if it lets decide on extra work."""
    async with transaction(actor, key.of(command)) as unit:
        if unit.is_repetition:
            return await unit.services.talk.get_message(order_id, unit.result_id)
        message = await unit.services.talk.write_message(order_id, command)
        unit.result_id = message.id
        return message


@router.post("/read", status_code=204)
@requires_permission(Permission.READ_TIMELINE)
@fails_with(OrderNotFound)
async def read_order_messages(order_id: Id, command: TalkRead, actor: CurrentActor) -> None:
    """Say that the caller has seen the messages up to a number; nothing for the holder of a link."""
    async with transaction(actor) as unit:
        await unit.services.talk.read_messages(order_id, command.up_to)


@router.delete("/{message_id}", status_code=204)
@requires_permission(Permission.TALK)
@fails_with(*MESSAGE_WITHDRAWAL_REFUSED)
async def withdraw_message(order_id: Id, message_id: Id, actor: CurrentActor, key: Key) -> None:
    """Take an own message back: its text is gone for everybody, its place stays."""
    async with transaction(actor, key.of(b"")) as unit:
        if not unit.is_repetition:
            await unit.services.talk.withdraw_message(order_id, message_id)
