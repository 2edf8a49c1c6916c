"""Messages to the caller, what the caller is told by which channel, and the end of it by one click."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import RedirectResponse

from autoservice.api.access import CurrentActor, from_any_site, requires_permission
from autoservice.api.documents import DocumentedRoute, fails_with
from autoservice.api.problems import request_locale
from autoservice.modules.auth.errors import TooManyAttempts
from autoservice.modules.notifications.errors import BadPushSubscription, NoWebPush, UnknownSubscription
from autoservice.modules.notifications.schemas import (
    MessagesRead,
    MessageView,
    NotificationsChange,
    NotificationsView,
    PushSubscribing,
    PushView,
    Subscription,
)
from autoservice.runtime.current import read_only, transaction
from autoservice.shared.access import Permission
from autoservice.shared.pagination import Page, PageRequest

router = APIRouter(tags=["notifications"], route_class=DocumentedRoute)
PROFILE = "/profile/notifications"
PUSH = "/profile/push"
UNSUBSCRIBE = "/unsubscribe/{token}"
Token = Annotated[str, Path(max_length=100, pattern=r"^[A-Za-z0-9._-]+$")]


@router.get("/notifications")
@requires_permission(Permission.MANAGE_OWN_ACCOUNT)
async def list_messages(
    query: Annotated[PageRequest, Query()], actor: CurrentActor, request: Request
) -> Page[MessageView]:
    """The messages to the caller, the newest first."""
    async with read_only(actor) as unit:
        return await unit.services.messages.list_messages(query, request_locale(request))


@router.post("/notifications/read", status_code=204)
@requires_permission(Permission.MANAGE_OWN_ACCOUNT)
async def read_messages(command: MessagesRead, actor: CurrentActor) -> None:
    """Mark one message as read, or all up to one."""
    async with transaction(actor) as unit:
        await unit.services.messages.read_messages(command)


@router.get(PROFILE)
@requires_permission(Permission.MANAGE_OWN_ACCOUNT)
async def get_notifications(actor: CurrentActor) -> NotificationsView:
    """What one is told by which channel, and when not."""
    async with read_only(actor) as unit:
        return await unit.services.notification_preferences.get_notifications()


@router.put(PROFILE)
@requires_permission(Permission.MANAGE_OWN_ACCOUNT)
async def set_notifications(change: NotificationsChange, actor: CurrentActor) -> NotificationsView:
    """Set what one is told; groups that are not named stay as they are."""
    async with transaction(actor) as unit:
        return await unit.services.notification_preferences.set_notifications(change)


@router.post(f"{PROFILE}/test", status_code=202)
@requires_permission(Permission.MANAGE_OWN_ACCOUNT)
@fails_with(TooManyAttempts)
async def send_trial(actor: CurrentActor) -> None:
    """Send oneself a test message."""
    async with read_only(actor) as unit:
        await unit.services.notification_preferences.check_trial()
    async with transaction(actor) as unit:
        await unit.services.notification_preferences.send_trial()


@router.get(PUSH)
@requires_permission(Permission.MANAGE_OWN_ACCOUNT)
async def get_push(actor: CurrentActor) -> PushView:
    """Whether push messages go to the browser of the caller's session, and by which key."""
    async with read_only(actor) as unit:
        return await unit.services.push.get_push()


@router.post(PUSH, status_code=204)
@requires_permission(Permission.MANAGE_OWN_ACCOUNT)
@fails_with(BadPushSubscription, NoWebPush)
async def subscribe_push(command: PushSubscribing, actor: CurrentActor) -> None:
    """Send push messages to the browser of the caller's session, until that ends."""
    async with transaction(actor) as unit:
        await unit.services.push.subscribe_push(command)


@router.delete(PUSH, status_code=204)
@requires_permission(Permission.MANAGE_OWN_ACCOUNT)
async def unsubscribe_push(actor: CurrentActor) -> None:
    """Send no more push messages to the browser of the caller's session."""
    async with transaction(actor) as unit:
        await unit.services.push.unsubscribe_push()


@router.post(UNSUBSCRIBE, status_code=204)
@requires_permission(Permission.VISIT)
@from_any_site
@fails_with(UnknownSubscription)
async def unsubscribe(token: Token, actor: CurrentActor) -> None:
    """Switch the e-mails of one group off (RFC 8058); the token of an e-mail is all that is asked for."""
    async with transaction(actor) as unit:
        await unit.services.notification_preferences.unsubscribe(token)


@router.post("/unsubscribe", status_code=204)
@requires_permission(Permission.VISIT)
@fails_with(UnknownSubscription)
async def unsubscribe_by_form(subscription: Subscription, actor: CurrentActor) -> None:
    """The same, from the page that the link of an e-mail leads to."""
    async with transaction(actor) as unit:
        await unit.services.notification_preferences.unsubscribe(subscription.token)


@router.api_route(UNSUBSCRIBE, methods=["GET", "HEAD"], include_in_schema=False)
@requires_permission(Permission.VISIT)
async def show_unsubscribing(token: Token) -> RedirectResponse:
    """Lead to the page with the button; mail scanners open links, so nothing changes here."""
    return RedirectResponse(f"/unsubscribe#token={token}", status_code=303)
