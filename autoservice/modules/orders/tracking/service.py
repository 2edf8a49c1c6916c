"""The service of tracking links."""

import io
import secrets
from datetime import timedelta
from typing import Final

import segno

from autoservice.events.orders import TrackingLinkCreated, TrackingLinkRevoked
from autoservice.modules.auth.credentials.limits import LINK_OPENINGS
from autoservice.modules.auth.credentials.ports import AttemptLimiter
from autoservice.modules.auth.digest import digest
from autoservice.modules.auth.errors import TooManyAttempts
from autoservice.modules.orders.changes import lock_order
from autoservice.modules.orders.errors import OrderNotFound
from autoservice.modules.orders.ports import OrderRepository
from autoservice.modules.orders.status import OrderAction
from autoservice.modules.orders.tracking.errors import LinkNotFound, LinkOver, TooManyLinks
from autoservice.modules.orders.tracking.models import TrackingLink
from autoservice.modules.orders.tracking.ports import TrackingLinkRepository
from autoservice.modules.orders.tracking.schemas import CreatedLink, LinkView, NewLink, OpenedLink
from autoservice.shared.access import Permission
from autoservice.shared.request_context import current_request_context, network_of
from autoservice.shared.service import Service, requires
from autoservice.shared.unit import Unit

LIFE: Final = timedelta(days=90)
# 256 bits.
TOKEN_BYTES: Final = 32
LINKS_LIMIT: Final = 20


class TrackingLinksService(Service):
    """Links that open one order to whoever holds them."""

    def __init__(
        self,
        unit: Unit,
        orders: OrderRepository,
        links: TrackingLinkRepository,
        limiter: AttemptLimiter,
        public_url: str,
    ) -> None:
        super().__init__(unit)
        self._orders = orders
        self._links = links
        self._limiter = limiter
        self._public_url = public_url

    @requires(Permission.SHARE_ORDER)
    async def create_link(self, order_id: int, command: NewLink) -> CreatedLink:
        """Make a link and return its address, which is not stored; raises an error of ``LINK_REFUSED``."""
        order = await lock_order(self._unit, self._orders, order_id)
        order.permit_order(OrderAction.SHARE)
        if len([one for one in await self._links.of_order(order_id) if not one.revoked_at]) >= LINKS_LIMIT:
            raise TooManyLinks()
        token = secrets.token_urlsafe(TOKEN_BYTES)
        link = TrackingLink(
            order_id=order_id,
            token_hash=digest(token),
            may_approve=command.may_approve,
            created_by=self._actor.user_id,
            created_at=self._unit.now,
            expires_at=self._unit.now + LIFE,
        )
        await self._links.add(link)
        after = {"may_approve": link.may_approve}
        order.record(TrackingLinkCreated(order_id, link.id), after=after, published=False)
        url = f"{self._public_url}/t/{token}"
        return CreatedLink(**link.model_dump(), url=url, qr=_draw(url))

    @requires(Permission.SHARE_ORDER)
    async def list_links(self, order_id: int) -> list[LinkView]:
        """Return the order's links, the newest first; raises ``OrderNotFound``."""
        if await self._orders.find(order_id, self._actor) is None:
            raise OrderNotFound()
        return [LinkView.model_validate(link.model_dump()) for link in await self._links.of_order(order_id)]

    @requires(Permission.SHARE_ORDER)
    async def revoke_link(self, order_id: int, link_id: int) -> None:
        """Revoke a link, on open pages at once; raises ``OrderNotFound``, ``LinkNotFound``."""
        order = await lock_order(self._unit, self._orders, order_id)
        links = await self._links.of_order(order_id)
        link = next((one for one in links if one.id == link_id), None)
        if link is None:
            raise LinkNotFound()
        # Said again, it is no second fact.
        if link.revoked_at is None:
            link.revoked_at = self._unit.now
            order.record(TrackingLinkRevoked(order_id, link_id), published=False)

    @requires(Permission.VISIT)
    async def open_link(self, token: str) -> OpenedLink:
        """Return what a token opens; nothing changes. Raises ``LinkOver``, ``TooManyAttempts``."""
        network = network_of(current_request_context().ip_address)
        if seconds := await self._limiter.take(LINK_OPENINGS, network):
            raise TooManyAttempts(seconds)
        link = await self._links.find_alive(digest(token), self._unit.now)
        if link is None:
            raise LinkOver()
        return OpenedLink(order_id=link.order_id, expires_at=link.expires_at)


def _draw(url: str) -> str:
    picture = io.BytesIO()
    segno.make(url, error="m").save(picture, kind="svg", scale=5, border=2, xmldecl=False, svgns=True)
    return picture.getvalue().decode()
