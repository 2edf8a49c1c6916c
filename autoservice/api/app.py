"""The FastAPI application that carries REST and, below it, the pages."""

from pathlib import Path
from typing import Final

import fastapi_offline
from fastapi import Depends, FastAPI, Request
from fastapi.openapi.docs import get_swagger_ui_html
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from autoservice.api import (
    admin,
    auth,
    catalog,
    catalog_categories,
    catalog_inventory,
    catalog_services,
    catalog_sheets,
    catalog_stage_drafts,
    catalog_stages,
    catalog_stock_counts,
    claims,
    clients,
    dashboard,
    discounts,
    events,
    extra_work,
    notifications,
    opening_hours,
    order_life,
    order_parts,
    orders,
    profile,
    progress,
    promises,
    public_pages,
    reports,
    request_photos,
    service_pictures,
    shop_reports,
    sms,
    talk,
    texts,
    tracking_links,
    users,
    vehicles,
    work_photos,
)
from autoservice.api.access import GuardedBodies, guard, requires_permission
from autoservice.api.bodies import WholeBodies
from autoservice.api.documents import document_errors
from autoservice.api.headers import SecurityHeaders, inline_scripts, page_policy
from autoservice.api.pages import LocalizedPages
from autoservice.api.problems import MethodNotAllowed, methods_of, problem, render_errors
from autoservice.api.public_pages import PublicPages
from autoservice.api.request_context import RequestContexts
from autoservice.runtime.current import current_runtime
from autoservice.shared.access import Permission
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
        middleware=[Middleware(WholeBodies), Middleware(GuardedBodies)],
    )
    # Tried in this order by each request: what phones send comes first.
    # Sheets before lists: the last part of their addresses could be taken for the id of a row.
    stock = (catalog_sheets, catalog_inventory, catalog_stock_counts)
    modules = (
        progress,
        order_parts,
        orders,
        order_life,
        promises,
        discounts,
        extra_work,
        tracking_links,
        events,
        reports,
        request_photos,
        work_photos,
        talk,
        profile,
        notifications,
        vehicles,
        catalog,
        service_pictures,
        sms,
        *stock,
        auth,
        admin,
        clients,
        claims,
        dashboard,
        shop_reports,
        users,
        texts,
        opening_hours,
    )
    stages = (catalog_stages, catalog_stage_drafts)
    for module in (*modules, catalog_services, catalog_categories, *stages):
        app.include_router(module.router, prefix="/api")
    # Some that watch whether a site is up send HEAD.
    app.add_api_route("/healthz", healthz, methods=["GET", "HEAD"], include_in_schema=False)
    for path, operation in (("/robots.txt", public_pages.robots), ("/sitemap.xml", public_pages.sitemap)):
        app.add_api_route(path, operation, methods=["GET", "HEAD"], include_in_schema=False)
    link = tracking_links.open_link
    app.add_api_route("/t/{token}", link, methods=["GET", "HEAD"], include_in_schema=False)
    # Where programs that check tokens look for the keys first.
    app.add_api_route("/.well-known/jwks.json", auth.jwks, methods=["GET", "HEAD"], include_in_schema=False)
    app.add_api_route("/api/docs", docs, include_in_schema=False)
    # From this site, not from a content network: a shop's computer may be offline.
    app.mount("/api/docs/assets", StaticFiles(directory=DOCS_ASSETS), name="docs_assets")
    # Reflex's own upload endpoint checks nobody and limits nothing: it is not there.
    for path in ("/api/{path:path}", "/_upload", "/_upload/{path:path}"):
        app.add_api_route(path, nothing_here, methods=ALL_METHODS, include_in_schema=False)
    render_errors(app)
    document_errors(app)
    return app


def with_middleware(app: ASGIApp) -> ASGIApp:
    """Return what the server runs: ``app`` with a context for every request and all headers on every answer.

    Around everything, because errors, refused preflights and pages are not answered by REST.
    """
    return RequestContexts(LocalizedPages(SecurityHeaders(PublicPages(app))))


@requires_permission(Permission.VISIT)
async def healthz() -> Response:
    """200 while the worker can do its work, 503 while its database does not answer."""
    is_ready = await current_runtime().is_ready()
    return PlainTextResponse("ok") if is_ready else PlainTextResponse("not ready", 503)


@requires_permission(Permission.VISIT)
async def docs() -> Response:
    """The interactive documentation of the REST interface."""
    assets = "/api/docs/assets"
    page = get_swagger_ui_html(
        openapi_url="/api/openapi.json",
        title="autoservice API",
        swagger_js_url=f"{assets}/swagger-ui-bundle.js",
        swagger_css_url=f"{assets}/swagger-ui.css",
        swagger_favicon_url="/favicon.svg",
    )
    page.headers["Content-Security-Policy"] = page_policy(inline_scripts(bytes(page.body).decode()))
    return page


@requires_permission(Permission.VISIT)
async def nothing_here(request: Request) -> Response:
    """404 as a problem document, so that a wrong address is never answered with a page.

    This operation takes every method, so it also answers for those whose address
    is right and only the method is not.
    """
    other_method = methods_of(request.app, request.scope["path"])
    return problem(request, MethodNotAllowed() if other_method else NotFound())
