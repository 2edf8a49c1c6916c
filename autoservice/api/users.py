"""``/api/admin/users`` and ``/api/admin/invitations``: the shop's people, for administrators."""

from typing import Annotated

from fastapi import APIRouter, Query, Request

from autoservice.api.access import CurrentActor, requires_permission
from autoservice.api.documents import DocumentedRoute, fails_with
from autoservice.api.problems import request_locale
from autoservice.modules.auth.accounts.schemas import (
    Invitation,
    InvitationView,
    UserChange,
    UserFilter,
    UserView,
)
from autoservice.modules.auth.errors import AddressTaken, LastAdministrator, NotAnEmail
from autoservice.runtime.current import read_only, transaction
from autoservice.shared.access import Permission
from autoservice.shared.errors import NotFound
from autoservice.shared.pagination import Page, PageRequest
from autoservice.shared.validation import Id

router = APIRouter(prefix="/admin", tags=["users"], route_class=DocumentedRoute)


@router.get("/users")
@requires_permission(Permission.READ_USERS)
async def list_users(wanted: Annotated[UserFilter, Query()], actor: CurrentActor) -> Page[UserView]:
    """One page of the accounts, by name."""
    async with read_only(actor) as unit:
        return await unit.services.directory.list_users(wanted)


@router.patch("/users/{user_id}")
@requires_permission(Permission.MANAGE_USERS)
@fails_with(NotFound, LastAdministrator)
async def update_user(user_id: Id, change: UserChange, actor: CurrentActor) -> UserView:
    """Give an account another role, or switch it off or on."""
    async with transaction(actor) as unit:
        return await unit.services.directory.update_user(user_id, change)


@router.get("/invitations")
@requires_permission(Permission.MANAGE_USERS)
async def list_invitations(
    wanted: Annotated[PageRequest, Query()], actor: CurrentActor
) -> Page[InvitationView]:
    """One page of the invitations that wait to be accepted, newest first."""
    async with read_only(actor) as unit:
        return await unit.services.registration.list_invitations(wanted)


@router.post("/invitations", status_code=201)
@requires_permission(Permission.MANAGE_USERS)
@fails_with(NotAnEmail, AddressTaken)
async def invite(wanted: Invitation, actor: CurrentActor, request: Request) -> InvitationView:
    """Invite somebody to work here, by letter."""
    async with transaction(actor) as unit:
        return await unit.services.registration.invite(wanted, request_locale(request))


@router.delete("/invitations/{invitation_id}", status_code=204)
@requires_permission(Permission.MANAGE_USERS)
@fails_with(NotFound)
async def withdraw_invitation(invitation_id: Id, actor: CurrentActor) -> None:
    """Its link stops working."""
    async with transaction(actor) as unit:
        await unit.services.registration.withdraw_invitation(invitation_id)
