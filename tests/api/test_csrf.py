"""Requests that another site's page makes with the reader's cookies."""

from itertools import product

import httpx
import pytest

from autoservice.shared.audit import AuditEntry
from autoservice.shared.cookies import LOCALE_COOKIE, SESSION_COOKIE
from tests.support.runtime import BASE_URL, Shop, connect

SITES = [None, "same-origin", "same-site", "cross-site", "none", "nonsense"]
OWN_ORIGINS = [BASE_URL, "http://127.0.0.1:3000", "http://localhost:3000", "https://desk.example"]
FOREIGN_ORIGINS = [
    "null",
    "https://evil.example",
    f"{BASE_URL}.evil.example",
    f"{BASE_URL}:8080",
    BASE_URL.replace("http", "https"),
    f"{BASE_URL}/",
    "",
]
ORIGINS = [None, *OWN_ORIGINS, *FOREIGN_ORIGINS]
# Closed to guests, and without a body nothing comes of it for others: it is all about the door.
OPERATION = "/api/orders"


@pytest.fixture
def configured(shop: Shop) -> Shop:
    """A shop that has a second address."""
    shop.runtime.settings = shop.runtime.settings.model_copy(update={"origins": ("https://desk.example",)})
    return shop


def told(site: str | None, origin: str | None) -> dict[str, str]:
    headers = {"Sec-Fetch-Site": site, "Origin": origin}
    return {name: value for name, value in headers.items() if value is not None}


async def is_refused(caller: httpx.AsyncClient, headers: dict[str, str]) -> bool:
    answer = await caller.post(OPERATION, headers=headers)
    return (answer.status_code, answer.json()["title"]) == (403, "ForeignRequest")


def contradicts(site: str | None, origin: str | None) -> bool:
    return site not in (None, "same-origin") or origin in FOREIGN_ORIGINS


async def test_a_cookie_needs_a_proof_and_no_word_against_it(configured: Shop):
    cookie = f"{SESSION_COOKIE}={await configured.sign_in(configured.people.client)}"
    for site, origin in product(SITES, ORIGINS):
        proven = site == "same-origin" or origin in OWN_ORIGINS
        refused = await is_refused(connect(Cookie=cookie), told(site, origin))
        assert refused == (contradicts(site, origin) or not proven), (site, origin)


async def test_without_a_cookie_only_a_word_against_it_counts(configured: Shop):
    for cookies, site, origin in product(({}, {"Cookie": f"{LOCALE_COOKIE}=en"}), SITES, ORIGINS):
        refused = await is_refused(connect(**cookies), told(site, origin))
        assert refused == contradicts(site, origin), (cookies, site, origin)


async def test_a_bearer_token_needs_no_proof(configured: Shop):
    caller = connect(await configured.sign_in(configured.people.client))
    for site, origin in product(SITES, ORIGINS):
        assert (await caller.post(OPERATION, headers=told(site, origin))).status_code == 422, (site, origin)


async def test_behind_a_proxy_the_scheme_that_it_names_counts(shop: Shop):
    shop.runtime.settings = shop.runtime.settings.model_copy(update={"trusted_proxies": ("127.0.0.1",)})
    own = {"Origin": BASE_URL.replace("http", "https"), "X-Forwarded-Proto": "https"}
    assert not await is_refused(connect(address="127.0.0.1"), own)


async def test_reading_is_not_asked_for_its_origin(shop: Shop):
    cookie = f"{SESSION_COOKIE}={await shop.sign_in(shop.people.client)}"
    for site, origin in product(SITES, ORIGINS):
        answer = await connect(Cookie=cookie).get(OPERATION, headers=told(site, origin))
        assert answer.status_code == 200, (site, origin)


async def test_another_sites_request_is_written_down_and_does_nothing_else(shop: Shop):
    caller = connect(Cookie=f"{SESSION_COOKIE}={await shop.sign_in(shop.people.administrator)}")
    assert await is_refused(caller, told("cross-site", None))
    [entry] = await shop.rows(AuditEntry, action="denied")
    assert (entry.subject, entry.after["action"]) == ("POST /api/orders", "foreign_request")
    assert (entry.actor_id, entry.actor_role) == (None, "guest")
