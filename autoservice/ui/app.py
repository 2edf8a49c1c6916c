"""The Reflex app: every page, the gate before every event."""

import importlib
from typing import Any

import reflex as rx
import structlog

from autoservice.shared.errors import DomainError
from autoservice.ui.shared.gate import AccessGate
from autoservice.ui.shared.theme import STYLESHEET

log = structlog.get_logger(__name__)

PAGES = ("home", "sign_in", "client_dashboard", "create_order", "order_detail", "mechanic_dashboard", "admin_console")
SCRIPTS = ("/send_queue.js", "/session_forms.js")


def create_app(api: Any) -> rx.App:
    """The app with all pages, served below ``api``."""
    for name in PAGES:
        importlib.import_module(f"autoservice.ui.pages.{name}")
    app = rx.App(
        stylesheets=[STYLESHEET],
        head_components=[rx.el.script(src=script, defer=True) for script in SCRIPTS],
        toaster=None,
        backend_exception_handler=_report,
        api_transformer=api,
    )
    app.add_middleware(AccessGate(), index=0)
    return app


def _report(exception: Exception) -> None:
    log.error("event_failed", exc_info=exception)
