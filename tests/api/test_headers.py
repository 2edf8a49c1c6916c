"""What every answer tells the browser: pages, files, REST, documentation, errors."""

import base64
import gzip
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from reflex.utils.precompressed_staticfiles import PrecompressedStaticFiles
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import Response
from starlette.routing import Mount
from starlette.types import ASGIApp

from autoservice.api.access import requires_permission
from autoservice.api.app import create_api
from autoservice.api.headers import ALWAYS, FOR_EVER, SecurityHeaders
from autoservice.api.pages import LocalizedPages
from autoservice.api.request_context import RequestContexts
from autoservice.shared.access import Permission
from tests.support.runtime import BASE_URL, Shop

HOME = '<head><script src="/first_paint.js"></script><script>hello("&amp;")</script></head>'
ORDERS = "<script type='module' async>\nimport '/assets/root-Bfxn4y3S.js'</script><script id=x>go()</script>"
SHELL = "<script>order()</script>"
FALLBACK = "<script>nowhere()</script>"
ENGLISH, FALLBACK_ENGLISH = "<script>english()</script>", "<script>nowhereInEnglish()</script>"
ORDER = "/orders/7"


@dataclass(frozen=True)
class Kind:
    """One kind of answer and how to get it."""

    request: str
    status: int
    caching: str = "no-store"
    who: str = "guest"


KINDS = [
    Kind("GET /", 200, "no-cache"),
    Kind("GET /orders/", 200, "no-cache"),
    Kind(f"GET {ORDER}", 200, "no-cache"),
    Kind("GET /no/such/page", 404, "no-cache"),
    Kind("GET /orders", 200, "no-cache"),
    Kind("GET /not-found", 404, "no-cache"),
    Kind("GET /index", 404, "no-cache"),
    Kind("GET /ru", 404, "no-cache"),
    Kind("GET /en/", 404, "no-cache"),
    Kind("GET //ru/orders/0.html", 404, "no-cache"),
    Kind("GET /favicon.svg", 200, "no-cache"),
    Kind("GET /assets/root-Bfxn4y3S.js", 200, FOR_EVER),
    Kind("GET /assets/_orders_._new_._index-D2Zv2-Xm.js", 200, FOR_EVER),
    Kind("GET /assets/plain.js", 200, "no-cache"),
    Kind("GET /assets/gone-Bfxn4y3S.js", 404, "no-cache"),
    Kind("HEAD /", 200, "no-cache"),
    Kind("POST /", 405),
    Kind("GET /healthz", 200),
    Kind("HEAD /healthz", 200),
    Kind("HEAD /.well-known/jwks.json", 200),
    Kind("GET /api/catalog/services", 200, "private, no-cache"),
    Kind("GET /api/openapi.json", 200),
    Kind("GET /api/docs", 200),
    Kind("GET /api/docs/assets/swagger-ui.css", 200),
    Kind("GET /api/orders", 401),
    Kind("GET /api/admin/dead-letters", 403, who="client"),
    Kind("GET /api/nothing/here", 404),
    Kind("DELETE /api/orders", 405),
    Kind("POST /api/auth/login", 422),
    Kind("GET /broken", 500),
    Kind("POST /_upload", 404),
    Kind("GET /kept", 200, "private, max-age=60"),
    Kind("OPTIONS /api/orders", 400),
]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built pages, as small as can be."""
    folder = tmp_path_factory.mktemp("site")
    files = {
        "ru/index.html": HOME,
        "ru/orders.html": ORDERS,
        "ru/orders/0.html": SHELL,
        "ru/not-found.html": FALLBACK,
        "en/index.html": ENGLISH,
        "en/not-found.html": FALLBACK_ENGLISH,
        "favicon.svg": "<svg/>",
        "assets/root-Bfxn4y3S.js": "1",
        "assets/_orders_._new_._index-D2Zv2-Xm.js": "2",
        "assets/plain.js": "3",
    }
    for name, content in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content)
        file.with_name(f"{file.name}.gz").write_bytes(gzip.compress(content.encode()))
    return folder


@pytest.fixture(scope="module")
def door(site: Path) -> ASGIApp:
    """The whole process: REST over pages, in what Reflex and the door put around them."""
    api = create_api()
    api.add_api_route("/broken", broken)
    api.add_api_route("/kept", kept_by_browsers)
    pages = PrecompressedStaticFiles(directory=site, html=True, encodings=["gzip"])
    api.mount("", pages)
    cors = Middleware(CORSMiddleware, allow_origins=[BASE_URL])
    around = Starlette(routes=[Mount("", api)], middleware=[cors])
    return RequestContexts(LocalizedPages(SecurityHeaders(around, site), site))


@pytest.fixture
def browser_like(shop: Shop, door: ASGIApp) -> httpx.AsyncClient:
    """A client of the whole process, in whose shop nobody has done anything yet."""
    transport = httpx.ASGITransport(app=door, raise_app_exceptions=False)
    return httpx.AsyncClient(transport=transport, base_url=BASE_URL)


@requires_permission(Permission.VISIT)
async def broken() -> None:
    raise RuntimeError("nobody foresaw this")


@requires_permission(Permission.VISIT)
async def kept_by_browsers() -> Response:
    return Response(headers={"Cache-Control": "private, max-age=60"})


async def ask(client: httpx.AsyncClient, shop: Shop, kind: Kind) -> httpx.Response:
    method, _, path = kind.request.partition(" ")
    headers = {"Origin": "https://evil.example", "Access-Control-Request-Method": "POST"}
    if method != "OPTIONS":
        headers = {}
    if kind.who != "guest":
        headers["Authorization"] = f"Bearer {await shop.sign_in(getattr(shop.people, kind.who))}"
    answer = await client.request(method, path, headers=headers)
    assert answer.status_code == kind.status, kind
    return answer


async def test_every_kind_of_answer_has_every_header(shop: Shop, browser_like: httpx.AsyncClient):
    for kind in KINDS:
        headers = (await ask(browser_like, shop, kind)).headers
        assert {name: headers.get(name) for name in ALWAYS} == ALWAYS, kind
        assert headers["cache-control"] == kind.caching, kind
        assert "frame-ancestors 'none'" in headers["content-security-policy"], kind
        assert re.fullmatch("[0-9a-f]{32}", headers["x-request-id"]), kind
        assert "strict-transport-security" not in headers, kind


async def test_https_is_insisted_on_where_the_public_address_has_it(
    shop: Shop, browser_like: httpx.AsyncClient
):
    shop.runtime.settings = shop.runtime.settings.model_copy(update={"public_url": "https://shop.example"})
    for kind in KINDS:
        headers = (await ask(browser_like, shop, kind)).headers
        assert headers["strict-transport-security"] == "max-age=31536000", kind


def directives(answer: httpx.Response) -> dict[str, list[str]]:
    parts = (part.split() for part in answer.headers["content-security-policy"].split(";"))
    return {name: values for name, *values in parts}


def digest_of(script: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"


PAGES = {
    "/": ['hello("&amp;")'],
    "/orders/": ["\nimport '/assets/root-Bfxn4y3S.js'", "go()"],
    "/orders//": ["\nimport '/assets/root-Bfxn4y3S.js'", "go()"],
    ORDER: ["order()"],
    "/no/such/page": ["nowhere()"],
}


@pytest.mark.parametrize("coding", ["gzip", "identity"])
async def test_a_page_may_run_our_files_and_the_scripts_that_stand_in_it(
    browser_like: httpx.AsyncClient, coding: str
):
    for path, scripts in PAGES.items():
        answer = await browser_like.get(path, headers={"Accept-Encoding": coding})
        assert directives(answer)["script-src"] == ["'self'", *map(digest_of, scripts)], path
        assert all(script in answer.text for script in scripts)


@pytest.mark.parametrize(
    ("headers", "locale"),
    [
        ({}, "ru"),
        ({"Accept-Language": "en-GB,ru;q=0.5"}, "en"),
        ({"Accept-Language": "fr"}, "ru"),
        ({"Accept-Language": "en", "Cookie": "autoservice_locale=ru"}, "ru"),
        ({"Accept-Language": "en", "Cookie": "autoservice_locale=../x"}, "en"),
    ],
)
async def test_a_page_is_in_the_language_of_the_cookie_or_the_browser(
    browser_like: httpx.AsyncClient, headers: dict[str, str], locale: str
):
    expected = {"ru": (HOME, FALLBACK), "en": (ENGLISH, FALLBACK_ENGLISH)}[locale]
    for path, text in zip(("/", "/no/such/page"), expected, strict=True):
        answer = await browser_like.get(path, headers=headers)
        assert answer.text == text
        assert {"Cookie", "Accept-Language"} <= set(answer.headers["vary"].split(", "))
    assert "Cookie" not in (await browser_like.get("/favicon.svg", headers=headers)).headers["vary"]


async def test_a_page_that_has_not_changed_keeps_its_policy(browser_like: httpx.AsyncClient):
    for path in PAGES:
        first = await browser_like.get(path)
        again = await browser_like.get(path, headers={"If-None-Match": first.headers["etag"]})
        assert again.status_code == 304
        assert again.headers["content-security-policy"] == first.headers["content-security-policy"]


async def test_a_missing_file_is_asked_for_again(browser_like: httpx.AsyncClient):
    missing = "/assets/gone-Bfxn4y3S.js"
    first = await browser_like.get(missing)
    again = await browser_like.get(missing, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.headers["cache-control"]) == (304, "no-cache")


async def test_scripts_are_never_allowed_in_general(browser_like: httpx.AsyncClient, shop: Shop):
    for kind in KINDS:
        policy = directives(await ask(browser_like, shop, kind))
        scripts = policy.get("script-src", policy["default-src"])
        assert not {"'unsafe-inline'", "'unsafe-eval'", "*", "data:", "https:"} & set(scripts), kind
        assert policy["base-uri"] == ["'none'"], kind


async def test_a_page_asks_only_its_own_host(browser_like: httpx.AsyncClient):
    policy = directives(await browser_like.get("/"))
    assert policy["connect-src"] == ["'self'", "ws://127.0.0.1:3000", "ws://localhost:3000"]


async def test_answers_under_api_are_no_pages(browser_like: httpx.AsyncClient):
    policy = directives(await browser_like.get("/api/catalog/services"))
    assert policy["default-src"] == ["'none'"]


def inline_scripts(page: str) -> Iterator[str]:
    return (script for script in re.findall(r"<script>(.*?)</script>", page, re.DOTALL) if script)


async def test_the_documentation_runs_its_own_script(browser_like: httpx.AsyncClient):
    answer = await browser_like.get("/api/docs")
    scripts = list(inline_scripts(answer.text))
    assert len(scripts) == 1
    assert directives(answer)["script-src"] == ["'self'", digest_of(scripts[0])]


async def test_a_page_that_is_missing_is_missing_whatever_part_is_asked_for(browser_like: httpx.AsyncClient):
    missing = await browser_like.get("/no/such/page")
    for part in ("bytes=0-9", "bytes=999999-"):
        answer = await browser_like.get("/no/such/page", headers={"Range": part})
        assert (answer.status_code, answer.text) == (404, missing.text), part
