"""The State of the viewer, which layout and texts depend on."""

from typing import Literal
from urllib.parse import urlsplit

import reflex as rx
from reflex.state import StateUpdate
from reflex_base.constants.state import FIELD_MARKER

from autoservice.runtime.current import current_runtime
from autoservice.settings import get_settings
from autoservice.shared.access import GUEST, Actor, Permission
from autoservice.ui.access import home_of, requires_permission
from autoservice.ui.current import current_viewer


def _granted_to(actor: Actor) -> list[str]:
    return [permission.value for permission in Permission if actor.may(permission)]


@requires_permission(Permission.VISIT)
class ViewerState(rx.State):
    """The viewer's vars of each page."""

    locale: str = get_settings().default_locale
    loaded: bool = False
    signed_in: bool = False
    user_id: str = ""
    name: str = ""
    permissions: list[str] = _granted_to(GUEST)
    home: str = "/"
    failed: bool = False
    throttled: bool = False
    demo_mailbox: bool = False
    sends_sms: bool = False
    # Messages that were not read; sent by ``engine/unread.py``, like what is heard of a change.
    unread: int = 0
    heard_unread: int = 0

    @rx.event
    async def load(self) -> None:
        """Read the viewer anew; each page does so first."""
        viewer = current_viewer()
        self.locale = viewer.locale
        self.loaded, self.signed_in = True, viewer.actor.signed_in
        self.user_id = str(viewer.actor.user_id or "")
        self.name = viewer.actor.name
        self.permissions = _granted_to(viewer.actor)
        self.home = home_of(viewer.actor)
        self.failed = self.throttled = False
        settings = current_runtime().settings
        self.demo_mailbox, self.sends_sms = settings.demo_mailbox, settings.sends_sms

    @rx.event
    async def dismiss_failure(self) -> None:
        """Clear the failure message."""
        self.failed = self.throttled = False


def may(permission: Permission) -> rx.Var[bool]:
    """Return whether the viewer has ``permission``, for the page's display; the services enforce it."""
    return rx.Var.create(ViewerState.permissions).contains(permission.value)


def flag_update(flag: Literal["failed", "throttled"]) -> StateUpdate:
    """Return the update that shows a failure, or the excess of a page's messages.

    The update is sent as it is: an event of the server would need State, route and database, and one of
    those may have failed.
    """
    return StateUpdate(delta={ViewerState.get_full_name(): {f"{flag}{FIELD_MARKER}": True}})


def safe_path(address: str) -> str:
    r"""Return ``address`` if it is a path of this site, else nothing.

    Browsers read ``\`` as ``/``, drop unprintable characters, and shorten ``/./`` and ``/x/../``: an
    address that could become ``//`` that way is refused.
    """
    path = urlsplit(address).path
    is_site_path = (
        path.startswith("/") and address.startswith("/") and "//" not in path and "\\" not in address
    )
    return address if is_site_path and address.isprintable() else ""
