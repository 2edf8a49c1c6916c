"""The access gate: no event reaches a State class that does not name its permission.

One middleware sees every event - normal, chained, background, ``setvar`` - and reads the actor from the
database: the socket's headers name the session it was opened under (``sockets.py`` sets them), and the
session's row decides its present rights. An event without a declared permission is denied and audited.
"""

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import quote
from uuid import uuid4

import reflex as rx
import structlog
from reflex.event import Event
from reflex.middleware.middleware import Middleware
from reflex.state import (
    BaseState,
    FrontendEventExceptionState,
    OnLoadInternalState,
    State,
    StateUpdate,
    UpdateVarsInternalState,
)
from reflex_base.constants import RouteVar
from reflex_base.registry import RegisteredEventHandler, RegistrationContext

from autoservice.runtime.current import current_runtime
from autoservice.shared.access import GUEST, Actor
from autoservice.shared.cookies import LOCALE_COOKIE, read_cookie
from autoservice.shared.i18n import viewer_locale
from autoservice.shared.request_context import RequestContext, set_request_context
from autoservice.storefront.addresses import fixed_locale
from autoservice.ui.access import home_of, may_use
from autoservice.ui.current import Viewer, set_viewer, viewer_of
from autoservice.ui.engine import hydration
from autoservice.ui.engine.sockets import SESSION_HEADER

log = structlog.get_logger(__name__)


# Reflex's own handlers that every page needs; they read and change none of our State classes.
FRAMEWORK: Final = {
    (State, "hydrate"),
    (State, "hydrate_and_load"),
    (State, "set_is_hydrated"),
    (OnLoadInternalState, "on_load_internal"),
    (OnLoadInternalState, "set_is_hydrated"),
    (UpdateVarsInternalState, "update_vars_internal"),
    (FrontendEventExceptionState, "handle_frontend_exception"),
}
HYDRATION: Final = ("hydrate", "hydrate_and_load")
NAVIGATION: Final = "on_load_internal"


async def identify(headers: Mapping[str, str], path: str = "") -> Viewer:
    """Return the viewer of a socket's handshake headers, as the database knows them now.

    A page whose address fixes a language is in that one, whoever reads it.
    """
    session_id = headers.get(SESSION_HEADER, "")
    actor = await current_runtime().identity.actor_of_session(session_id) if session_id else GUEST
    locale = fixed_locale(path) or viewer_locale(
        actor.locale,
        read_cookie(headers.get("cookie", ""), LOCALE_COOKIE),
        headers.get("accept-language", ""),
        current_runtime().settings.default_locale,
    )
    return viewer_of(actor, locale)


class AccessGate(Middleware):
    """Middleware that denies every event whose State class the actor may not use."""

    async def preprocess(self, app: rx.App, state: BaseState, event: Event) -> StateUpdate | None:
        """Return ``None`` to let the event pass, or an update that answers it instead of its handler."""
        registered = RegistrationContext.get().event_handlers[event.name]
        name = event.name.rpartition(".")[2]
        if _is_framework(registered, name):
            await _prepare_page(state, event, name)
            return None
        headers = state.router_data.get("headers", {})
        set_request_context(_request_context_of(state.router_data, headers))
        viewer = await identify(headers, str(state.router_data.get("asPath", "")))
        if _is_allowed(registered, name, event, viewer.actor):
            set_viewer(viewer)
            return StateUpdate() if _is_skipped(registered, event, state) else None
        owners = "+".join(state.__name__ for state in registered.states)
        await _audit_denial(viewer.actor, f"{owners}.{name}")
        return _redirect(viewer.actor, state.router_data)


async def _prepare_page(state: BaseState, event: Event, name: str) -> None:
    if name in HYDRATION:
        viewer = await identify(state.router_data.get("headers", {}))
        await hydration.begin(state, event, viewer.actor)
    # The navigation event of a hydration has no route data: the page stays at its path.
    elif name == NAVIGATION and event.router_data:
        await hydration.navigate(state)


def _request_context_of(router_data: Mapping[str, Any], headers: Mapping[str, str]) -> RequestContext:
    address = str(router_data.get(RouteVar.CLIENT_IP, ""))
    return RequestContext(address, headers.get("user-agent", ""), uuid4().hex)


async def _audit_denial(actor: Actor, handler: str) -> None:
    log.info("event_denied", handler=handler, role=actor.role.value)
    await current_runtime().denials.audit(actor, "event", handler)


def _is_framework(registered: RegisteredEventHandler, name: str) -> bool:
    return any((state, name) in FRAMEWORK for state in registered.states)


def _is_allowed(registered: RegisteredEventHandler, name: str, event: Event, actor: Actor) -> bool:
    if name == "setvar" or len(registered.states) != 1:
        return False
    # A browser's events have route data; those chained from on_load have none.
    if event.router_data and _is_chained_only(registered):
        return False
    return may_use(actor, registered.states[0])


def _is_skipped(registered: RegisteredEventHandler, event: Event, state: BaseState) -> bool:
    is_first_opening = getattr(registered.handler.fn, "__not_on_return__", False)
    return is_first_opening and not event.router_data and hydration.has_returned(state)


def _is_chained_only(registered: RegisteredEventHandler) -> bool:
    handler = registered.handler
    return handler.is_background or getattr(handler.fn, "__chained_only__", False)


def _redirect(actor: Actor, router_data: Mapping[str, Any]) -> StateUpdate:
    path = home_of(actor)
    if not actor.signed_in:
        path = f"/sign-in?next={quote(str(router_data.get('asPath', '/')))}"
    return StateUpdate(events=Event.from_event_type([rx.redirect(path)]))
