"""``/api/orders/{id}/tracking-links``; and ``/t/{token}``, which opens an order without an account."""

from typing import Annotated, Final

from fastapi import APIRouter, Path, Request
from fastapi.responses import RedirectResponse, Response

from autoservice.api.access import CurrentActor, requires_permission
from autoservice.api.documents import DocumentedRoute, fails_with
from autoservice.modules.orders.errors import OrderNotFound
from autoservice.modules.orders.tracking.errors import LINK_REFUSED, LinkNotFound, LinkOver
from autoservice.modules.orders.tracking.schemas import CreatedLink, LinkView, NewLink
from autoservice.runtime.current import current_runtime, read_only, transaction
from autoservice.shared.access import GUEST, Permission
from autoservice.shared.cookies import LINK_COOKIE
from autoservice.shared.validation import Id

router = APIRouter(prefix="/orders", tags=["tracking links"], route_class=DocumentedRoute)
LINKS: Final = "/{order_id}/tracking-links"
# What nobody may keep, list or pass on: the address has the token.
UNSEEN: Final = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
}
Token = Annotated[str, Path(max_length=100)]


@router.post(LINKS, status_code=201)
@requires_permission(Permission.SHARE_ORDER)
@fails_with(*LINK_REFUSED)
async def create_link(order_id: Id, command: NewLink, actor: CurrentActor) -> CreatedLink:
    """Make a link to the order; its address is in this answer and nowhere else."""
    async with transaction(actor) as unit:
        return await unit.services.tracking_links.create_link(order_id, command)


@router.get(LINKS)
@requires_permission(Permission.SHARE_ORDER)
@fails_with(OrderNotFound)
async def list_links(order_id: Id, actor: CurrentActor) -> list[LinkView]:
    """The order's links, the newest first, without their addresses."""
    async with read_only(actor) as unit:
        return await unit.services.tracking_links.list_links(order_id)


@router.delete(f"{LINKS}/{{link_id}}", status_code=204)
@requires_permission(Permission.SHARE_ORDER)
@fails_with(OrderNotFound, LinkNotFound)
async def revoke_link(order_id: Id, link_id: Id, actor: CurrentActor) -> None:
    """Revoke a link; pages that it has opened are closed at once."""
    async with transaction(actor) as unit:
        await unit.services.tracking_links.revoke_link(order_id, link_id)


@requires_permission(Permission.VISIT)
async def open_link(token: Token, request: Request) -> Response:
    """Lead to the order's page with a cookie that opens this order alone; nothing else changes."""
    async with read_only(GUEST) as unit:
        try:
            opened = await unit.services.tracking_links.open_link(token)
        except LinkOver:
            return RedirectResponse("/track", 303, UNSEEN)
    answer = RedirectResponse(f"/track/{opened.order_id}", 303, UNSEEN)
    if request.method == "GET":
        runtime = current_runtime()
        life = int((opened.expires_at - runtime.clock()).total_seconds())
        secure = runtime.settings.secure_cookies
        answer.set_cookie(LINK_COOKIE, token, life, httponly=True, samesite="lax", secure=secure)
    return answer
