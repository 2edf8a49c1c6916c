"""The FastAPI application that carries REST and, below it, the pages."""

from pathlib import Path
from typing import Final

import fastapi_offline
from fastapi import Depends, FastAPI, Request
from fastapi.openapi.docs import get_swagger_ui_html
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Match
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from autoservice import work
from autoservice.api import admin, auth, catalog, orders, profile, progress
from autoservice.api.access import EVERYBODY, guard, opens_to
from autoservice.api.problems import MethodNotAllowed, problem, render_errors
from autoservice.shared.errors import NotFound

DOCS_ASSETS: Final = Path(fastapi_offline.__file__).parent / "static"
ALL_METHODS: Final = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]


def create_api() -> FastAPI:
    """REST under ``/api``, ``/healthz``, and a refusal of what must not exist.

    Whatever is mounted below it serves the rest.
    """
    app = FastAPI(
        title="autoservice",
        version="1",
        openapi_url="/api/openapi.json",
        docs_url=None,
        redoc_url=None,
        dependencies=[Depends(guard)],
        redirect_slashes=False,
        middleware=[Middleware(NoStore)],
    )
    for module in (auth, profile, catalog, orders, progress, admin):
        app.include_router(module.router, prefix="/api")
    app.add_api_route("/healthz", healthz, include_in_schema=False)
    app.add_api_route("/api/docs", docs, include_in_schema=False)
    # From this site, not from a content network: a shop's computer may be offline.
    app.mount("/api/docs/assets", StaticFiles(directory=DOCS_ASSETS), name="docs_assets")
    # Reflex's own upload endpoint checks nobody and limits nothing: it is not there.
    for path in ("/api/{path:path}", "/_upload", "/_upload/{path:path}"):
        app.add_api_route(path, nothing_here, methods=ALL_METHODS, include_in_schema=False)
    render_errors(app)
    return app


class NoStore:
    """Answers under ``/api`` are private: no cache keeps them unless the operation says so."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Add ``Cache-Control: no-store`` where the answer has no such header."""

        async def send_private(message: Message) -> None:
            if message["type"] == "http.response.start":
                names = {name for name, _ in message["headers"]}
                if b"cache-control" not in names:
                    message["headers"] = [*message["headers"], (b"cache-control", b"no-store")]
            await send(message)

        private = scope["type"] == "http" and scope["path"].startswith("/api/")
        await self.app(scope, receive, send_private if private else send)


@opens_to(*EVERYBODY)
async def healthz() -> Response:
    """200 while the worker can do its work, 503 while its database does not answer."""
    return PlainTextResponse("ok") if await work.runtime().is_ready() else PlainTextResponse("not ready", 503)


@opens_to(*EVERYBODY)
async def docs() -> Response:
    """The interactive documentation of the REST interface."""
    assets = "/api/docs/assets"
    return get_swagger_ui_html(
        openapi_url="/api/openapi.json",
        title="autoservice API",
        swagger_js_url=f"{assets}/swagger-ui-bundle.js",
        swagger_css_url=f"{assets}/swagger-ui.css",
        swagger_favicon_url="/favicon.svg",
    )


@opens_to(*EVERYBODY)
async def nothing_here(request: Request) -> Response:
    """404 as a problem document, so that a wrong address is never answered with a page.

    This operation takes every method, so it also answers for those whose address
    is right and only the method is not.
    """
    routes = request.app.router.routes
    other_method = any(route.matches(request.scope)[0] is Match.PARTIAL for route in routes)
    return problem(request, MethodNotAllowed() if other_method else NotFound())
