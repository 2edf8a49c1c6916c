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
from autoservice.modules.auth.errors import (
    LastAdministrator,
    LoginTaken,
    MechanicNotFound,
    NotAnEmail,
    NotRegistered,
)
from autoservice.modules.orders.mechanics.schemas import Skills
from autoservice.runtime.current import read_only, transaction
from autoservice.shared.access import Permission
from autoservice.shared.errors import NotFound
from autoservice.shared.pagination import Page, PageRequest
from autoservice.shared.validation import Id

router = APIRouter(prefix="/admin", tags=["users"], route_class=DocumentedRoute)


@router.get("/users")
@requires_permission(Permission.READ_USERS)
async def list_users(query: Annotated[UserFilter, Query()], actor: CurrentActor) -> Page[UserView]:
    """One page of the accounts, by name."""
    async with read_only(actor) as unit:
        return await unit.services.directory.list_users(query)


@router.patch("/users/{user_id}")
@requires_permission(Permission.MANAGE_USERS)
@fails_with(NotFound, LastAdministrator, NotRegistered)
async def update_user(user_id: Id, change: UserChange, actor: CurrentActor) -> UserView:
    """Give an account another role, or switch it off or on."""
    async with transaction(actor) as unit:
        return await unit.services.staff.update_user(user_id, change)


@router.get("/mechanics/{mechanic_id}/skills")
@requires_permission(Permission.READ_USERS)
@fails_with(MechanicNotFound)
async def get_skills(mechanic_id: Id, actor: CurrentActor) -> Skills:
    """What a mechanic can do."""
    async with read_only(actor) as unit:
        return await unit.services.mechanics.get_skills(mechanic_id)


@router.put("/mechanics/{mechanic_id}/skills")
@requires_permission(Permission.MANAGE_USERS)
@fails_with(MechanicNotFound)
async def set_skills(mechanic_id: Id, skills: Skills, actor: CurrentActor) -> Skills:
    """Set what a mechanic can do, as the stages of repair templates name it."""
    async with transaction(actor) as unit:
        return await unit.services.mechanics.set_skills(mechanic_id, skills)


@router.get("/invitations")
@requires_permission(Permission.MANAGE_USERS)
async def list_invitations(
    query: Annotated[PageRequest, Query()], actor: CurrentActor
) -> Page[InvitationView]:
    """One page of the invitations that wait to be accepted, newest first."""
    async with read_only(actor) as unit:
        return await unit.services.invitations.list_invitations(query)


@router.post("/invitations", status_code=201)
@requires_permission(Permission.MANAGE_USERS)
@fails_with(NotAnEmail, LoginTaken)
async def invite(invitation: Invitation, actor: CurrentActor, request: Request) -> InvitationView:
    """Invite somebody to work here, by e-mail."""
    async with transaction(actor) as unit:
        return await unit.services.invitations.invite(invitation, request_locale(request))


@router.delete("/invitations/{invitation_id}", status_code=204)
@requires_permission(Permission.MANAGE_USERS)
@fails_with(NotFound)
async def withdraw_invitation(invitation_id: Id, actor: CurrentActor) -> None:
    """Make the invitation's link stop working."""
    async with transaction(actor) as unit:
        await unit.services.invitations.withdraw_invitation(invitation_id)
