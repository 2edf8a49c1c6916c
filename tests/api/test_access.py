"""Deny by default over REST: every operation says who may call it, and what does not is denied."""

import functools
from typing import Any

import httpx
import pytest

from autoservice.api.access import CurrentActor
from autoservice.api.app import create_api
from autoservice.shared.access import Role, declared_access
from tests.support.access import roles_with, routes
from tests.support.runtime import AUDIT, BASE_URL, Callers, Shop, the_api

# One role must have a second factor, so that there is somebody who has yet to set it up.
SHOP = {"require_second_factor": ("mechanic",)}
WHO = {
    "guest": Role.GUEST,
    "client": Role.CLIENT,
    "mechanic": Role.MECHANIC,
    "administrator": Role.ADMINISTRATOR,
    "enrolling": Role.ENROLLING,
}
Operation = tuple[str, str]

LINKS = "link_holder link_approver"
EVERYBODY = f"guest client mechanic administrator enrolling {LINKS}"
OWN_ACCOUNT = "client mechanic administrator enrolling"
SIGNED_IN = "client mechanic administrator"
# Written out, so that opening an operation to somebody new is a change that a reader of the tests sees.
EXPECTED = {
    ("POST", "/api/auth/register"): EVERYBODY,
    ("POST", "/api/auth/confirm"): EVERYBODY,
    ("POST", "/api/auth/invitation"): EVERYBODY,
    ("POST", "/api/auth/login"): EVERYBODY,
    ("POST", "/api/auth/second-factor"): EVERYBODY,
    ("POST", "/api/auth/refresh"): EVERYBODY,
    ("POST", "/api/auth/logout"): EVERYBODY,
    ("POST", "/api/auth/password-reset"): EVERYBODY,
    ("POST", "/api/auth/password-reset/confirm"): EVERYBODY,
    ("GET", "/api/auth/me"): OWN_ACCOUNT,
    ("GET", "/api/auth/sessions"): OWN_ACCOUNT,
    ("DELETE", "/api/auth/sessions"): OWN_ACCOUNT,
    ("DELETE", "/api/auth/sessions/{session_id}"): OWN_ACCOUNT,
    ("GET", "/api/auth/jwks"): EVERYBODY,
    ("POST", "/api/profile/language"): EVERYBODY,
    ("POST", "/api/profile"): OWN_ACCOUNT,
    ("POST", "/api/profile/password"): OWN_ACCOUNT,
    ("POST", "/api/profile/email"): OWN_ACCOUNT,
    ("POST", "/api/profile/email/confirm"): EVERYBODY,
    ("POST", "/api/profile/phone"): OWN_ACCOUNT,
    ("POST", "/api/profile/phone/confirm"): OWN_ACCOUNT,
    ("GET", "/api/profile/second-factor"): OWN_ACCOUNT,
    ("POST", "/api/profile/second-factor/enrolment"): OWN_ACCOUNT,
    ("POST", "/api/profile/second-factor/enrolment/confirm"): OWN_ACCOUNT,
    ("POST", "/api/profile/second-factor/recovery-codes"): OWN_ACCOUNT,
    ("POST", "/api/profile/second-factor/disable"): OWN_ACCOUNT,
    ("GET", "/api/profile/export"): OWN_ACCOUNT,
    ("POST", "/api/profile/delete"): OWN_ACCOUNT,
    ("GET", "/api/notifications"): OWN_ACCOUNT,
    ("POST", "/api/notifications/read"): OWN_ACCOUNT,
    ("GET", "/api/profile/notifications"): OWN_ACCOUNT,
    ("PUT", "/api/profile/notifications"): OWN_ACCOUNT,
    ("POST", "/api/profile/notifications/test"): OWN_ACCOUNT,
    ("GET", "/api/profile/push"): OWN_ACCOUNT,
    ("POST", "/api/profile/push"): OWN_ACCOUNT,
    ("DELETE", "/api/profile/push"): OWN_ACCOUNT,
    ("POST", "/api/unsubscribe"): EVERYBODY,
    ("POST", "/api/unsubscribe/{token}"): EVERYBODY,
    # Whoever sends them: Twilio's signature decides.
    ("POST", "/api/sms/status/{reference}"): EVERYBODY,
    ("POST", "/api/sms/inbound"): EVERYBODY,
    ("GET", "/api/vehicles"): SIGNED_IN,
    ("POST", "/api/vehicles"): "client",
    ("GET", "/api/vehicles/{vehicle_id}"): SIGNED_IN,
    ("PUT", "/api/vehicles/{vehicle_id}"): "client administrator",
    ("DELETE", "/api/vehicles/{vehicle_id}"): "client administrator",
    ("POST", "/api/vehicles/{vehicle_id}/readings"): SIGNED_IN,
    ("GET", "/api/catalog/services"): EVERYBODY,
    ("GET", "/api/catalog/pictures/{file_name}"): EVERYBODY,
    ("PUT", "/api/admin/catalog/services/{service_id}/picture"): "administrator",
    ("DELETE", "/api/admin/catalog/services/{service_id}/picture"): "administrator",
    ("GET", "/api/catalog/inventory"): "mechanic administrator",
    ("GET", "/api/catalog/inventory/{item_id}"): "mechanic administrator",
    ("GET", "/api/catalog/inventory/{item_id}/movements"): "mechanic administrator",
    ("GET", "/api/admin/catalog/{table}/export"): "administrator",
    ("POST", "/api/admin/catalog/{table}/import"): "administrator",
    ("GET", "/api/admin/catalog/{table}/import/{import_id}"): "administrator",
    ("PATCH", "/api/admin/catalog/{table}/import/{import_id}"): "administrator",
    ("DELETE", "/api/admin/catalog/{table}/import/{import_id}"): "administrator",
    ("POST", "/api/admin/catalog/{table}/import/{import_id}/apply"): "administrator",
    ("POST", "/api/admin/catalog/inventory"): "administrator",
    ("PATCH", "/api/admin/catalog/inventory/cells"): "administrator",
    ("PATCH", "/api/admin/catalog/inventory/{item_id}"): "administrator",
    ("DELETE", "/api/admin/catalog/inventory/{item_id}"): "administrator",
    ("POST", "/api/admin/catalog/inventory/{item_id}/movements"): "administrator",
    ("POST", "/api/admin/catalog/stock-counts"): "administrator",
    ("GET", "/api/admin/catalog/stock-counts"): "administrator",
    ("GET", "/api/admin/catalog/stock-counts/{count_id}"): "administrator",
    ("DELETE", "/api/admin/catalog/stock-counts/{count_id}"): "administrator",
    ("GET", "/api/admin/catalog/stock-counts/{count_id}/lines"): "administrator",
    ("PUT", "/api/admin/catalog/stock-counts/{count_id}/lines"): "administrator",
    ("PATCH", "/api/admin/catalog/stock-counts/{count_id}/lines/cells"): "administrator",
    ("POST", "/api/admin/catalog/stock-counts/{count_id}/apply"): "administrator",
    ("GET", "/api/catalog/stages"): EVERYBODY,
    ("GET", "/api/admin/catalog/stages"): "administrator",
    ("POST", "/api/admin/catalog/stages"): "administrator",
    ("PATCH", "/api/admin/catalog/stages/cells"): "administrator",
    ("GET", "/api/admin/catalog/stages/{template_id}"): "administrator",
    ("PATCH", "/api/admin/catalog/stages/{template_id}"): "administrator",
    ("DELETE", "/api/admin/catalog/stages/{template_id}"): "administrator",
    ("POST", "/api/admin/catalog/stages/{template_id}/copy"): "administrator",
    ("POST", "/api/admin/catalog/stages/{template_id}/archive"): "administrator",
    ("POST", "/api/admin/catalog/stages/{template_id}/restore"): "administrator",
    ("GET", "/api/admin/catalog/stages/{template_id}/usage"): "administrator",
    ("GET", "/api/admin/catalog/stages/{template_id}/versions"): "administrator",
    ("POST", "/api/admin/catalog/stages/{template_id}/versions"): "administrator",
    ("GET", "/api/admin/catalog/stages/{template_id}/versions/{number}"): "administrator",
    ("GET", "/api/admin/catalog/stages/{template_id}/versions/{former}/difference/{later}"): "administrator",
    ("GET", "/api/admin/catalog/stages/{template_id}/draft"): "administrator",
    ("DELETE", "/api/admin/catalog/stages/{template_id}/draft"): "administrator",
    ("PATCH", "/api/admin/catalog/stages/{template_id}/draft/cells"): "administrator",
    ("POST", "/api/admin/catalog/stages/{template_id}/draft/moves"): "administrator",
    ("GET", "/api/catalog/services/{service_id}"): EVERYBODY,
    ("GET", "/api/catalog/categories"): EVERYBODY,
    ("GET", "/api/admin/catalog/services"): "administrator",
    ("POST", "/api/admin/catalog/services"): "administrator",
    ("PATCH", "/api/admin/catalog/services/cells"): "administrator",
    ("GET", "/api/admin/catalog/services/{service_id}"): "administrator",
    ("PATCH", "/api/admin/catalog/services/{service_id}"): "administrator",
    ("DELETE", "/api/admin/catalog/services/{service_id}"): "administrator",
    ("POST", "/api/admin/catalog/services/{service_id}/copy"): "administrator",
    ("GET", "/api/admin/catalog/services/{service_id}/parts"): "administrator",
    ("PUT", "/api/admin/catalog/services/{service_id}/parts"): "administrator",
    ("POST", "/api/admin/catalog/service-moves"): "administrator",
    ("POST", "/api/admin/catalog/services/{service_id}/archive"): "administrator",
    ("POST", "/api/admin/catalog/services/{service_id}/restore"): "administrator",
    ("GET", "/api/admin/catalog/categories"): "administrator",
    ("POST", "/api/admin/catalog/categories"): "administrator",
    ("PATCH", "/api/admin/catalog/categories/cells"): "administrator",
    ("PATCH", "/api/admin/catalog/categories/{category_id}"): "administrator",
    ("DELETE", "/api/admin/catalog/categories/{category_id}"): "administrator",
    ("POST", "/api/admin/catalog/category-moves"): "administrator",
    ("POST", "/api/orders"): "client",
    ("GET", "/api/orders"): f"{SIGNED_IN} {LINKS}",
    ("GET", "/api/orders/{order_id}"): f"{SIGNED_IN} {LINKS}",
    ("PUT", "/api/orders/{order_id}/promise"): "mechanic administrator",
    ("PUT", "/api/orders/{order_id}/discount"): "administrator",
    ("GET", "/api/admin/opening-hours"): EVERYBODY,
    ("PUT", "/api/admin/opening-hours"): "administrator",
    ("POST", "/api/orders/{order_id}/assign"): "administrator",
    ("POST", "/api/orders/{order_id}/schedule"): "administrator",
    ("POST", "/api/orders/{order_id}/check-in"): "mechanic administrator",
    ("POST", "/api/orders/{order_id}/hold"): "administrator",
    ("POST", "/api/orders/{order_id}/resume"): "administrator",
    ("POST", "/api/orders/{order_id}/deliver"): "mechanic administrator",
    ("POST", "/api/orders/{order_id}/cancel"): "client administrator",
    ("POST", "/api/orders/{order_id}/reopen"): "administrator",
    ("POST", "/api/orders/{order_id}/stages/{stage_id}/skip"): "administrator",
    ("POST", "/api/orders/{order_id}/stages/{stage_id}/reopen"): "administrator",
    ("PUT", "/api/orders/{order_id}/stages/{stage_id}/checklist/{item}"): "mechanic administrator",
    ("POST", "/api/orders/{order_id}/stages/{stage_id}/assign"): "administrator",
    ("GET", "/api/orders/{order_id}/stages/{stage_id}/suggestions"): "administrator",
    ("POST", "/api/orders/{order_id}/stages/{stage_id}/start"): "mechanic administrator",
    ("POST", "/api/orders/{order_id}/stages/{stage_id}/complete"): "mechanic administrator",
    ("POST", "/api/orders/{order_id}/stages/{stage_id}/undo"): "mechanic administrator",
    ("POST", "/api/orders/{order_id}/stages/{stage_id}/block"): "mechanic administrator",
    ("POST", "/api/orders/{order_id}/stages/{stage_id}/resume"): "mechanic administrator",
    ("POST", "/api/orders/{order_id}/stages/{stage_id}/comments"): "mechanic administrator",
    ("POST", "/api/orders/{order_id}/stages/{stage_id}/attachments"): "mechanic administrator",
    ("DELETE", "/api/orders/{order_id}/stages/{stage_id}/comments/{comment_id}"): "mechanic administrator",
    (
        "DELETE",
        "/api/orders/{order_id}/stages/{stage_id}/attachments/{attachment_id}",
    ): "mechanic administrator",
    ("GET", "/api/orders/{order_id}/parts"): f"{SIGNED_IN} {LINKS}",
    ("POST", "/api/orders/{order_id}/parts"): "mechanic administrator",
    ("POST", "/api/orders/{order_id}/parts/usual"): "mechanic administrator",
    ("PATCH", "/api/orders/{order_id}/parts/{part_id}"): "mechanic administrator",
    ("DELETE", "/api/orders/{order_id}/parts/{part_id}"): "mechanic administrator",
    ("POST", "/api/orders/{order_id}/parts/{part_id}/reserve"): "mechanic administrator",
    ("POST", "/api/orders/{order_id}/parts/{part_id}/order"): "mechanic administrator",
    ("POST", "/api/orders/{order_id}/parts/{part_id}/arrive"): "mechanic administrator",
    ("POST", "/api/orders/{order_id}/parts/{part_id}/issue"): "mechanic administrator",
    ("POST", "/api/orders/{order_id}/parts/{part_id}/return"): "mechanic administrator",
    ("POST", "/api/orders/{order_id}/tracking-links"): "client administrator",
    ("GET", "/api/orders/{order_id}/tracking-links"): "client administrator",
    ("DELETE", "/api/orders/{order_id}/tracking-links/{link_id}"): "client administrator",
    ("POST", "/api/orders/{order_id}/jobs"): "administrator",
    ("POST", "/api/orders/{order_id}/extra-work"): "mechanic administrator",
    ("PUT", "/api/orders/{order_id}/extra-work/{job_id}"): "mechanic administrator",
    ("POST", "/api/orders/{order_id}/extra-work/{job_id}/withdraw"): "mechanic administrator",
    ("POST", "/api/orders/{order_id}/jobs/{job_id}/approve"): "client administrator link_approver",
    ("POST", "/api/orders/{order_id}/jobs/{job_id}/decline"): "client administrator link_approver",
    ("POST", "/api/orders/{order_id}/jobs/{job_id}/attachments"): "mechanic administrator",
    (
        "DELETE",
        "/api/orders/{order_id}/jobs/{job_id}/attachments/{work_photo_id}",
    ): "mechanic administrator",
    ("GET", "/api/orders/{order_id}/attachments"): f"{SIGNED_IN} {LINKS}",
    ("POST", "/api/orders/{order_id}/attachments"): "client administrator",
    ("DELETE", "/api/orders/{order_id}/attachments/{photo_id}"): "client administrator",
    ("GET", "/api/orders/{order_id}/messages"): f"{SIGNED_IN} {LINKS}",
    ("POST", "/api/orders/{order_id}/messages"): f"{SIGNED_IN} link_approver",
    ("POST", "/api/orders/{order_id}/messages/read"): f"{SIGNED_IN} {LINKS}",
    ("DELETE", "/api/orders/{order_id}/messages/{message_id}"): f"{SIGNED_IN} link_approver",
    ("GET", "/api/orders/{order_id}/timeline"): f"{SIGNED_IN} {LINKS}",
    ("GET", "/api/events"): f"{SIGNED_IN} {LINKS}",
    ("GET", "/api/attachments/{attachment_id}"): f"{SIGNED_IN} {LINKS}",
    ("GET", "/api/attachments/{attachment_id}/thumbnail"): f"{SIGNED_IN} {LINKS}",
    ("GET", "/api/admin/dashboard"): "administrator",
    ("GET", "/api/admin/reports"): "administrator",
    ("GET", "/api/admin/reports.csv"): "administrator",
    ("GET", "/api/admin/audit"): "administrator",
    ("GET", "/api/admin/dead-letters"): "administrator",
    ("GET", "/api/admin/channels"): "administrator",
    ("GET", "/api/admin/deliveries"): "administrator",
    ("GET", "/api/admin/texts"): "administrator",
    ("PATCH", "/api/admin/texts/cells"): "administrator",
    ("GET", "/api/admin/texts/{kind}"): "administrator",
    ("PATCH", "/api/admin/texts/{kind}"): "administrator",
    ("POST", "/api/admin/texts/{kind}/default"): "administrator",
    ("GET", "/api/admin/texts/{kind}/preview"): "administrator",
    ("POST", "/api/admin/texts/{kind}/test"): "administrator",
    ("POST", "/api/admin/deliveries/{delivery_id}/resend"): "administrator",
    ("POST", "/api/admin/dead-letters/{letter_id}/replay"): "administrator",
    ("GET", "/api/admin/clients"): "administrator",
    ("POST", "/api/admin/clients"): "administrator",
    ("GET", "/api/admin/clients/doubles"): "administrator",
    ("GET", "/api/admin/clients/{client_id}"): "administrator",
    ("PATCH", "/api/admin/clients/{client_id}"): "administrator",
    ("GET", "/api/admin/clients/{client_id}/merge/{other_id}"): "administrator",
    ("POST", "/api/admin/clients/{client_id}/merge"): "administrator",
    ("POST", "/api/admin/clients/{client_id}/contacts"): "administrator",
    ("DELETE", "/api/admin/clients/{client_id}/contacts/{contact_id}"): "administrator",
    ("POST", "/api/admin/orders"): "administrator",
    ("POST", "/api/claims"): "client",
    ("GET", "/api/claims"): "client",
    ("GET", "/api/admin/claims"): "administrator",
    ("POST", "/api/admin/claims/{claim_id}/answer"): "administrator",
    ("GET", "/api/admin/users"): "administrator",
    ("PATCH", "/api/admin/users/{user_id}"): "administrator",
    ("GET", "/api/admin/mechanics/{mechanic_id}/skills"): "administrator",
    ("PUT", "/api/admin/mechanics/{mechanic_id}/skills"): "administrator",
    ("GET", "/api/admin/invitations"): "administrator",
    ("POST", "/api/admin/invitations"): "administrator",
    ("DELETE", "/api/admin/invitations/{invitation_id}"): "administrator",
}
PLACES = {
    "order_id": 1,
    "kind": "ready",
    "job_id": 1,
    "link_id": 1,
    "stage_id": 1,
    "mechanic_id": 1,
    "part_id": 1,
    "attachment_id": 1,
    "photo_id": 1,
    "work_photo_id": 1,
    "comment_id": 1,
    "message_id": 1,
    "letter_id": 1,
    "delivery_id": 1,
    "session_id": "0" * 32,
    "user_id": 2**31 - 1,
    "invitation_id": 1,
    "service_id": 1,
    "file_name": "0" * 32 + ".webp",
    "item_id": 1,
    "item": 1,
    "count_id": 1,
    "category_id": 1,
    "vehicle_id": 1,
    "client_id": 2**31 - 1,
    "other_id": 2**31 - 1,
    "claim_id": 1,
    "contact_id": 1,
    "table": "inventory",
    "import_id": 1,
    "template_id": 1,
    "number": 1,
    "former": 1,
    "later": 1,
    "token": "1.ready.x",
    "reference": "0" * 32,
}
# Refused for its id by whoever is let in: an answer without an end would be waited for.
NO_STREAM = {"Last-Event-ID": "x"}
# They end the session, and answer this to somebody who has none.
ENDINGS = {("POST", "/api/auth/logout"): 204, ("DELETE", "/api/auth/sessions"): 401}


def documented() -> set[Operation]:
    """Every operation of the OpenAPI document."""
    paths = the_api().openapi()["paths"]
    return {(method.upper(), path) for path, item in paths.items() for method in item}


@functools.cache
def declared() -> dict[Operation, frozenset[Role]]:
    """The roles that each operation of each router is open to; none where it declares nothing."""
    found = ((route, roles_with(declared_access(route.endpoint))) for route in routes())
    return {(method, f"/api{route.path}"): roles for route, roles in found for method in route.methods or ()}


async def call(caller: httpx.AsyncClient, operation: Operation) -> int:
    method, path = operation
    headers = NO_STREAM if path == "/api/events" else {}
    return (await caller.request(method, path.format(**PLACES), headers=headers)).status_code


def test_the_document_knows_every_operation_and_no_other():
    assert documented() == set(declared())


def test_every_operation_declares_who_may_call_it():
    assert {operation for operation, roles in declared().items() if not roles} == set()


def test_operations_are_open_to_whom_this_table_says():
    found = {operation: {role.value for role in roles} for operation, roles in declared().items()}
    missing = {operation: EXPECTED.get(operation, "not in this table") for operation in found}
    assert {operation: set(roles.split()) for operation, roles in missing.items()} == found


@pytest.mark.parametrize("who", WHO)
async def test_whoever_is_not_named_is_denied_and_whoever_is_comes_in(shop: Shop, callers: Callers, who: str):
    await shop.place_order()
    denial = 401 if who == "guest" else 403
    let_in = {}
    for operation in documented() - ENDINGS.keys():
        status = await call(callers.by(who), operation)
        assert status < 500, operation
        let_in[operation] = status != denial
    assert let_in == {operation: who in EXPECTED[operation].split() for operation in let_in}


@pytest.mark.parametrize("operation", ENDINGS)
@pytest.mark.parametrize("who", WHO)
async def test_whoever_has_a_session_ends_it(callers: Callers, who: str, operation: Operation):
    assert await call(callers.by(who), operation) == (ENDINGS[operation] if who == "guest" else 204)
    if who != "guest":
        assert await call(callers.by(who), ("GET", "/api/auth/me")) == 401


async def test_a_guest_is_asked_to_sign_in_wherever_guests_are_not_named(shop: Shop, callers: Callers):
    closed = [operation for operation in documented() if "guest" not in EXPECTED[operation].split()]
    assert closed
    before = await shop.everything(AUDIT)
    for operation in closed:
        assert await call(callers.guest, operation) == 401, operation
        assert await shop.everything(AUDIT) == before


@pytest.mark.parametrize("who", WHO)
async def test_an_operation_that_declares_nothing_is_denied_to_everybody(
    shop: Shop, callers: Callers, who: str
):
    calls: list[Any] = []
    app = create_api()

    @app.get("/forgotten")
    async def forgotten(actor: CurrentActor) -> None:
        calls.append(actor)

    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(
        transport=transport, base_url=BASE_URL, headers=callers.by(who).headers
    ) as caller:
        assert (await caller.get("/forgotten")).status_code == (401 if who == "guest" else 403)
    assert calls == []


@pytest.mark.parametrize("path", ["/healthz", "/api/docs", "/api/openapi.json", "/.well-known/jwks.json"])
async def test_what_is_not_in_the_document_but_open_answers(api: httpx.AsyncClient, path: str):
    assert (await api.get(path)).status_code == 200


async def test_the_documentation_asks_nothing_of_other_hosts(api: httpx.AsyncClient):
    page = (await api.get("/api/docs")).text
    assert "https://" not in page
    for asset in ("swagger-ui-bundle.js", "swagger-ui.css"):
        assert (await api.get(f"/api/docs/assets/{asset}")).status_code == 200
