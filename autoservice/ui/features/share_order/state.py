"""The links of the order on the page; their addresses never come here."""

from dataclasses import dataclass
from typing import Any

import reflex as rx
from pydantic import TypeAdapter, ValidationError

from autoservice.modules.notifications.topics import order_topic
from autoservice.modules.orders.errors import OrderNotFound
from autoservice.modules.orders.tracking.schemas import LinkView
from autoservice.runtime.current import read_only, transaction
from autoservice.shared.access import Permission
from autoservice.shared.errors import DomainError
from autoservice.shared.i18n import N_, format_moment, translate
from autoservice.shared.validation import Id
from autoservice.ui.access import chained_only, requires_permission
from autoservice.ui.current import Viewer, current_viewer
from autoservice.ui.engine.live import LiveView, watch
from autoservice.ui.engine.snapshots import Values, live_vars
from autoservice.ui.kit.form_state import FormMixin
from autoservice.ui.kit.path import id_of
from autoservice.ui.kit.theme import ViewModelVar


@dataclass(frozen=True)
class LinkViewModel:
    """One link that works, ready to be shown."""

    id: str
    made: str
    until: str
    rights: str


LinkVar = ViewModelVar


@requires_permission(Permission.SHARE_ORDER)
@live_vars("links")
class ShareOrderState(FormMixin, rx.State):
    """The links that work, and the error of the last revocation."""

    links: list[LinkViewModel] = []

    @rx.event
    @chained_only
    async def open(self) -> None:
        """Join the room of the order's links."""
        self.errors = {}
        order_id = id_of(self.router.url.path)
        watch(self, LinksView(order_topic(order_id), order_id))

    @rx.event
    async def revoke_link(self, link_id: str) -> None:
        """Revoke a link: what it has opened is closed at once."""
        try:
            id = TypeAdapter(Id).validate_python(link_id)
            async with transaction(current_viewer().actor) as unit:
                await unit.services.tracking_links.revoke_link(id_of(self.router.url.path), id)
        except (DomainError, ValidationError) as error:
            self._refuse(error)
        else:
            self._accept()


@dataclass(frozen=True)
class LinksView(LiveView):
    """The links of one order."""

    topic: str
    order_id: int
    state = ShareOrderState

    async def render(self, reading: Any, viewer: Viewer) -> Values:
        """Return the links that work; none of an order that the viewer may not share."""
        try:
            async with read_only(viewer.actor) as unit:
                links = await unit.services.tracking_links.list_links(self.order_id)
        except OrderNotFound:
            links = []
        return {"links": [_view_model(one, viewer) for one in links if _works(one, viewer)]}


def _works(link: LinkView, viewer: Viewer) -> bool:
    return link.revoked_at is None and link.expires_at > viewer.now


def _view_model(link: LinkView, viewer: Viewer) -> LinkViewModel:
    locale = viewer.locale
    rights = N_("Reading and approving") if link.may_approve else N_("Only reading")
    return LinkViewModel(
        id=str(link.id),
        made=format_moment(locale, link.created_at, viewer.zone),
        until=format_moment(locale, link.expires_at, viewer.zone),
        rights=translate(locale, rights),
    )
