"""The guard comes first: before a body is read, and nobody passes it unseen."""

import tracemalloc
from collections.abc import AsyncIterable, AsyncIterator, Awaitable, Callable
from typing import Any

import httpx
import pytest

from autoservice.api.access import ASKED_AGAIN_AFTER, requires_permission
from autoservice.api.app import create_api
from autoservice.shared.access import Permission, Role
from autoservice.shared.audit import AuditEntry
from autoservice.shared.errors import DomainError
from tests.api.test_access import Operation, declared, documented
from tests.support.accounts import title
from tests.support.factories import jpeg
from tests.support.runtime import BASE_URL, Callers, MovableClock, Shop, connect

PIECE = 256 * 1024
MALFORMED = b'{"text": '


def closed_to(role: Role) -> list[Operation]:
    return [operation for operation in sorted(documented()) if role not in declared()[operation]]


class Body:
    """A malformed body that knows whether anybody has begun to read it."""

    def __init__(self) -> None:
        self.was_read = False

    async def __aiter__(self) -> AsyncIterator[bytes]:
        self.was_read = True
        yield MALFORMED


async def send(caller: httpx.AsyncClient, operation: Operation, body: AsyncIterable[bytes]) -> httpx.Response:
    method, path = operation
    concrete = path.replace("{", "").replace("}", "")
    return await caller.request(method, concrete, content=body, headers={"Content-Type": "application/json"})


@pytest.mark.parametrize(("who", "status"), [("guest", 401), ("client", 403)])
async def test_whoever_is_denied_is_told_nothing_of_the_body(
    shop: Shop, callers: Callers, who: str, status: int
):
    closed = closed_to(Role(who))
    assert closed
    for operation in closed:
        body = Body()
        answer = await send(callers.by(who), operation, body)
        assert (answer.status_code, body.was_read) == (status, False), operation


class Endless:
    """A body that goes on until it was refused, and knows how much of it was read."""

    def __init__(self, pieces: int) -> None:
        self.read = 0
        self._pieces = pieces

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for _ in range(self._pieces):
            self.read += PIECE
            yield b"x" * PIECE


@pytest.mark.parametrize("path", ["/api/auth/login", "/api/auth/refresh", "/api/profile/language"])
async def test_a_body_without_end_is_refused_and_not_kept(shop: Shop, path: str):
    tracemalloc.start()
    try:
        body = Endless(pieces=64)
        answer = await send(connect(), ("POST", path), body)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert title(answer) == (413, "BodyTooLarge")
    assert body.read == 64 * PIECE, "read on, so that a browser gets to see the answer"
    assert most < 16 * PIECE


async def test_a_forged_token_is_refused_before_the_body_where_guests_are_welcome(shop: Shop):
    body = Body()
    answer = await send(connect("x.y.z"), ("POST", "/api/auth/login"), body)
    assert (answer.status_code, body.was_read) == (401, False)


async def test_whoever_is_let_in_is_told(shop: Shop, callers: Callers):
    body = Body()
    answer = await send(callers.client, ("POST", "/api/orders"), body)
    assert (answer.status_code, answer.json()["title"], body.was_read) == (422, "Invalid", True)


async def test_a_denial_is_written_down_once(shop: Shop, callers: Callers):
    assert (await callers.client.post("/api/orders/17/assign", json={"mechanic_id": 1})).status_code == 403
    [entry] = await shop.rows(AuditEntry, action="denied")
    assert (entry.actor_id, entry.actor_role) == (shop.people.client.user_id, "client")
    assert (entry.subject, entry.after["action"]) == ("POST /api/orders/{order_id}/assign", "rest")


async def test_a_guests_denial_is_written_down_too(shop: Shop, callers: Callers):
    assert (await callers.guest.get("/api/auth/me")).status_code == 401
    [entry] = await shop.rows(AuditEntry, action="denied")
    assert (entry.actor_id, entry.subject) == (None, "GET /api/auth/me")


async def test_what_is_allowed_leaves_no_denial(shop: Shop, callers: Callers):
    assert (await callers.client.get("/api/orders")).status_code == 200
    assert await shop.rows(AuditEntry, action="denied") == []


async def test_whoever_must_set_up_a_second_factor_first_is_told_so(
    shop: Shop, callers: Callers, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(shop.runtime.settings, "require_second_factor", ("mechanic",))
    answer = await callers.mechanic.get("/api/orders")
    assert (answer.status_code, answer.json()["title"]) == (403, "SecondFactorNeeded")
    assert (await callers.mechanic.get("/api/auth/me")).status_code == 200
    assert (await callers.administrator.get("/api/orders")).status_code == 200


class NotNow(DomainError):
    """An error that says more than a sentence."""

    code = "NotNow"
    status = 429

    def __init__(self) -> None:
        super().__init__()
        self.retry_after = 90
        self.members: dict[str, Any] = {"challenge": "c-1"}


async def test_an_error_says_when_to_come_again_and_what_else_it_has_to_say(shop: Shop):
    app = create_api()

    @app.get("/later")
    @requires_permission(Permission.VISIT)
    async def later() -> None:
        raise NotNow()

    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url=BASE_URL) as caller:
        answer = await caller.get("/later")
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "90")
    problem = answer.json()
    assert (problem["title"], problem["retry_after"], problem["challenge"]) == ("NotNow", 90, "c-1")


async def in_two_parts(
    clock: MovableClock, content: bytes, meanwhile: Callable[[], Awaitable[Any]]
) -> AsyncIterator[bytes]:
    """A body whose second part comes later, and what happens before."""
    yield content[:1]
    clock.forward(seconds=ASKED_AGAIN_AFTER.total_seconds())
    await meanwhile()
    yield content[1:]


async def test_a_request_begun_with_a_right_is_not_finished_without_it(
    shop: Shop, callers: Callers, clock: MovableClock
):
    boss = shop.people.administrator
    answer = await callers.administrator.patch(
        f"/api/admin/users/{boss.user_id}",
        content=in_two_parts(clock, b'{"active": false}', lambda: shop.change(boss, role="client")),
        headers={"Content-Type": "application/json"},
    )
    assert title(answer) == (403, "AccessDenied")
    assert (await shop.user(boss)).active
    [entry] = await shop.rows(AuditEntry, action="denied")
    assert (entry.actor_id, entry.subject) == (boss.user_id, "PATCH /api/admin/users/{user_id}")


async def test_a_photo_is_not_taken_of_somebody_switched_off_while_it_came(
    shop: Shop, callers: Callers, clock: MovableClock
):
    order, mechanic = await shop.assigned_order(), shop.people.mechanic
    form = httpx.Request("POST", BASE_URL, files={"file": jpeg()})
    answer = await callers.mechanic.post(
        f"/api/orders/{order.id}/stages/{order.stages[0].id}/attachments",
        content=in_two_parts(clock, form.read(), lambda: shop.change(mechanic, active=False)),
        headers={"Content-Type": form.headers["Content-Type"]},
    )
    assert title(answer) == (401, "Unauthenticated")
    assert "photo_added" not in [entry.kind for entry in await shop.timeline(order.id)]


async def test_a_body_may_come_for_longer_than_an_access_token_lasts(
    shop: Shop, callers: Callers, clock: MovableClock
):
    async def later() -> None:
        clock.forward(minutes=shop.runtime.settings.access_minutes)

    order = await shop.assigned_order()
    answer = await callers.mechanic.post(
        f"/api/orders/{order.id}/stages/{order.stages[0].id}/comments",
        content=in_two_parts(clock, b'{"text": "\xd0\x94\xd0\xb0."}', later),
        headers={"Content-Type": "application/json"},
    )
    assert answer.status_code == 201
