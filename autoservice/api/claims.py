"""``/api/claims``: orders that the shop entered for somebody, claimed by their client; and the answers."""

from typing import Annotated

from fastapi import APIRouter, Query

from autoservice.api.access import CurrentActor, requires_permission
from autoservice.api.documents import DocumentedRoute, fails_with
from autoservice.modules.admin.clients.errors import ClaimDecided, ClaimNotFound
from autoservice.modules.admin.clients.schemas import (
    ClaimAnswer,
    ClaimsFilter,
    ClaimView,
    NewClaim,
    WaitingClaimView,
)
from autoservice.modules.auth.errors import TooManyAttempts
from autoservice.runtime.current import read_only, transaction
from autoservice.shared.access import Permission
from autoservice.shared.errors import NotFound
from autoservice.shared.pagination import Page
from autoservice.shared.validation import Id

router = APIRouter(tags=["clients"], route_class=DocumentedRoute)


@router.post("/claims", status_code=202)
@requires_permission(Permission.CLAIM_ORDERS)
@fails_with(TooManyAttempts, NotFound)
async def claim_orders(new: NewClaim, actor: CurrentActor) -> ClaimView:
    """Claim earlier orders; whether there are any is said once they are the caller's, or refused."""
    async with read_only(actor) as unit:
        await unit.services.claims.check_claim()
    async with transaction(actor) as unit:
        return await unit.services.claims.claim_orders(new)


@router.get("/claims")
@requires_permission(Permission.CLAIM_ORDERS)
async def get_claim(actor: CurrentActor) -> ClaimView | None:
    """The caller's latest claim, ``null`` without one."""
    async with read_only(actor) as unit:
        return await unit.services.claims.get_claim()


@router.get("/admin/claims")
@requires_permission(Permission.MANAGE_CLIENTS)
async def list_claims(query: Annotated[ClaimsFilter, Query()], actor: CurrentActor) -> Page[WaitingClaimView]:
    """One page of the claims that wait for the shop, oldest first."""
    async with read_only(actor) as unit:
        return await unit.services.claims.list_claims(query)


@router.post("/admin/claims/{claim_id}/answer", status_code=204)
@requires_permission(Permission.MANAGE_CLIENTS)
@fails_with(ClaimNotFound, ClaimDecided)
async def answer_claim(claim_id: Id, answer: ClaimAnswer, actor: CurrentActor) -> None:
    """Grant a claim, which moves the orders and cars, or refuse it."""
    async with transaction(actor) as unit:
        await unit.services.claims.answer_claim(claim_id, answer)
