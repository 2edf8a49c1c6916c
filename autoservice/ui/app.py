"""The Reflex app: all pages, with the gate before every event."""

import asyncio
import importlib
from collections.abc import Mapping
from typing import Any

import reflex as rx
import structlog
from reflex_base.constants import RouteVar
from reflex_base.event.context import EventContext

from autoservice.settings import get_settings
from autoservice.shared.printable import one_line
from autoservice.shared.request_context import RequestContext, in_request_context
from autoservice.shared.same_site import is_same_site
from autoservice.shared.token_bucket import TokenBucket
from autoservice.ui.access import PERMISSIONS
from autoservice.ui.engine.gate import AccessGate
from autoservice.ui.engine.hydration import PageState
from autoservice.ui.engine.incoming import is_address
from autoservice.ui.engine.namespace import guard_sockets
from autoservice.ui.engine.scripts import bundle_url, entry_files
from autoservice.ui.engine.snapshots import KEPT, exclude_from_snapshots
from autoservice.ui.engine.sockets import SocketEdge
from autoservice.ui.kit.theme import MANIFEST_URL, STYLESHEET, THEME_COLORS
from autoservice.ui.kit.viewer import ViewerState, flag_update

log = structlog.get_logger(__name__)

PAGES = (
    "home",
    "service_detail",
    "sign_in",
    "register",
    "confirm",
    "confirm_email",
    "confirm_phone",
    "forgot_password",
    "reset_password",
    "invitation",
    "unsubscribe",
    "messages",
    "client_dashboard",
    "create_order",
    "claim_orders",
    "vehicles",
    "order_detail",
    "mechanic_dashboard",
    "admin_console",
    "admin_users",
    "admin_deliveries",
    "admin_texts",
    "admin_vehicles",
    "clients",
    "admin_dashboard",
    "admin_reports",
    "admin_board",
    "opening_hours",
    "catalog_import",
    "admin_catalog",
    "profile",
    "second_factor",
    "mailbox",
    "not_found",
)
FAVICON = rx.el.link(rel="icon", href="/favicon.svg", type="image/svg+xml")
BUNDLES = {entry.parent.name: bundle_url(entry) for entry in entry_files()}
# Installed on a phone, the pages look like its own programs.
INSTALLATION = (
    rx.el.link(rel="manifest", href=MANIFEST_URL),
    rx.el.link(rel="apple-touch-icon", href="/icons/180.png"),
    *(
        rx.el.meta(
            name="theme-color", content=color, custom_attrs={"media": f"(prefers-color-scheme: {scheme})"}
        )
        for scheme, color in THEME_COLORS.items()
    ),
)
# What guests have no use for: session.js loads it once somebody is signed in.
OF_THE_SIGNED_IN = ("send_queue", "drafts", "photos", "offline", "push", "talk")
# Modules: they run once the page is parsed.
MODULES = (BUNDLES["forms"], BUNDLES["page_life"], BUNDLES["focus"])
# What browsers report of themselves, all together, in the log of this process.
PAGE_REPORT_LENGTH = 500
page_reports = TokenBucket(per_second=0.2, at_once=20)
_notifications: set[asyncio.Task[None]] = set()


def create_app(api: Any) -> rx.App:
    """Return the app with all pages, served below ``api``."""
    for name in PAGES:
        importlib.import_module(f"autoservice.ui.pages.{name}")
    for state in PERMISSIONS:
        exclude_from_snapshots(state)
    app = rx.App(
        stylesheets=[STYLESHEET],
        html_lang=get_settings().default_locale,
        head_components=[
            FAVICON,
            *INSTALLATION,
            _first_scripts(),
            *(rx.el.script(src=script, type="module") for script in MODULES),
        ],
        toaster=None,
        backend_exception_handler=_report,
        frontend_exception_handler=_report_from_page,
        # The innermost first: sockets pass through REST's middleware and then through their own.
        api_transformer=[SocketEdge, api],
    )
    # Reflex's own words about a lost connection are English; the layout has ours.
    app.app_wraps.pop((5, "Overlay"), None)
    app.add_middleware(AccessGate(), index=0)
    assert app.sio is not None  # noqa: S101 - Reflex makes it wherever state is enabled
    app.sio.eio.cors_allowed_origins = _is_own_origin
    guard_sockets(app)
    return app


def _first_scripts() -> rx.Component:
    """Return the element of the first scripts, filled as the pages are built (``frontend/shells.py``)."""
    kept: tuple[type[rx.State], ...] = (PageState, ViewerState, *KEPT)
    return rx.el.script(
        custom_attrs={
            "data-modules": " ".join(BUNDLES[name] for name in OF_THE_SIGNED_IN),
            # For early_socket.js.
            "data-boot": rx.Var("globalThis.pageBoot"),
            "data-kept": " ".join(state.get_full_name() for state in kept),
            "dangerouslySetInnerHTML": rx.Var('({__html: globalThis.pageScripts ?? ""})'),
            "suppressHydrationWarning": True,
        }
    )


def _is_own_origin(origin: str | None, environ: Mapping[str, Any]) -> bool:
    """Return whether a page of this site opened the websocket; programs send no origin."""
    if origin is None:
        return True
    scheme, host = environ["asgi.scope"].get("scheme", ""), environ.get("HTTP_HOST", "")
    return is_address(origin) and is_same_site(origin, get_settings().allowed_origins, scheme, host)


def _report_from_page(exception: Exception) -> None:
    """Log a browser's error report, shortened to one line, because any client may send one."""
    if page_reports.take():
        log.warning("page_failed", said=one_line(str(exception)[:PAGE_REPORT_LENGTH]))


def _report(exception: Exception) -> None:
    """Log an unexpected exception, and show a failure message on the page."""
    context = EventContext.get()
    with in_request_context(RequestContext(str(context.router_data.get(RouteVar.CLIENT_IP, "")))):
        log.error("event_failed", exc_info=exception)
    notification = asyncio.create_task(_show_failure(context))
    _notifications.add(notification)
    notification.add_done_callback(_notifications.discard)


async def _show_failure(context: EventContext) -> None:
    """Show a failure message on the page, without details."""
    try:
        await context.emit_delta(flag_update("failed").delta)
    except Exception as error:
        # Reported to nobody else: that would fail in the same way.
        log.warning("failure_not_shown", error=type(error).__name__)
