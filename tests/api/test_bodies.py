"""Bodies that pause or are cut off: the client's error and one line in the log, for every operation."""

import asyncio
import contextlib
from collections import defaultdict
from collections.abc import AsyncIterator, Iterable
from types import SimpleNamespace
from typing import Any

import pytest
from starlette.types import Message
from structlog.testing import capture_logs

from autoservice.api import bodies
from autoservice.modules.orders.approvals.schemas import NewWork
from autoservice.modules.orders.schemas import OrderView
from tests.api.test_access import EXPECTED
from tests.support.factories import jpeg
from tests.support.runtime import Shop, connect, the_api
from tests.support.timeouts import TIMEOUT_SECONDS

# Nobody's body pauses here unless the test lets it pause for good.
SHOP = {"stall_seconds": 0.05}
# Nothing of this depends on the database.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
READING = [
    (method.upper(), path)
    for path, operations in the_api().openapi()["paths"].items()
    for method, operation in operations.items()
    if "requestBody" in operation
]
FILES = ("/attachments", "/picture", "/import")
FILE = b'--x\r\nContent-Disposition: form-data; name="file"; filename="photo.jpg"\r\n\r\n'
GONE: Message = {"type": "http.disconnect"}


async def call(method: str, path: str, token: str, messages: Iterable[Message]) -> list[Message]:
    """Call the REST application as a server does; after ``messages`` nothing comes any more."""
    sent: list[Message] = []
    coming = iter(messages)

    async def receive() -> Message:
        for message in coming:
            return message
        await asyncio.Event().wait()
        raise AssertionError

    async def send(message: Message) -> None:
        sent.append(message)

    kind = b"multipart/form-data; boundary=x" if path.endswith(FILES) else b"application/json"
    headers = [(b"host", b"testserver"), (b"content-type", kind), (b"content-length", b"1000")]
    headers += [(b"authorization", f"Bearer {token}".encode())] if token else []
    scope = {
        "type": "http", "method": method, "path": path, "raw_path": path.encode(), "query_string": b"",
        "headers": headers, "client": ("203.0.113.7", 1), "scheme": "http", "http_version": "1.1",
    }  # fmt: skip
    async with asyncio.timeout(TIMEOUT_SECONDS):
        await the_api()(scope, receive, send)
    return sent


def beginning(path: str) -> Message:
    body = FILE if path.endswith(FILES) else b'{"email": '
    return {"type": "http.request", "body": body, "more_body": True}


async def incomplete(
    shop: Shop, order: OrderView, operation: tuple[str, str], *more: Message
) -> tuple[int, dict[bytes, bytes]]:
    """The status and the headers of the answer to a body that does not arrive whole; one line tells of it."""
    method, path = operation
    rows = {"order_id": order.id, "stage_id": order.stages[0].id, "job_id": order.jobs[-1].id}
    places: dict[str, Any] = defaultdict(lambda: 1, table="inventory", **rows)
    who = next(
        name for name in ("mechanic", "administrator", "client", "guest") if name in EXPECTED[operation]
    )
    token = "" if who == "guest" else await shop.sign_in(getattr(shop.people, who))
    with capture_logs() as logged:
        start, *_ = await call(method, path.format_map(places), token, [beginning(path), *more])
    assert [line["event"] for line in logged] == ["body_incomplete"], (operation, start)
    assert logged[0]["log_level"] == "info"
    return start["status"], dict(start["headers"])


async def order_with_extra_work(shop: Shop) -> OrderView:
    order = await shop.assigned_order()
    async with shop.runtime.transaction(shop.people.mechanic) as unit:
        await unit.services.proposals.propose_work(order.id, NewWork(name="Втулки", price_minor=100))
    return await shop.order(order.id)


async def test_a_body_that_is_cut_off_is_the_clients_error(shop: Shop):
    order = await order_with_extra_work(shop)
    assert len(READING) > 15
    for operation in READING:
        status, _ = await incomplete(shop, order, operation, GONE)
        assert status == 400, operation


async def test_a_body_that_pauses_for_too_long_is_answered_408(shop: Shop):
    order = await order_with_extra_work(shop)
    for operation in READING:
        status, headers = await incomplete(shop, order, operation)
        assert status == 408, operation
        assert headers[b"connection"] == b"close"
        assert headers[b"content-type"] == b"application/problem+json"


async def test_every_piece_of_a_body_may_take_the_whole_time(shop: Shop, monkeypatch: pytest.MonkeyPatch):
    asked: list[float] = []

    def remember(seconds: float) -> contextlib.AbstractAsyncContextManager[None]:
        asked.append(seconds)
        return contextlib.nullcontext()

    monkeypatch.setattr(bodies, "asyncio", SimpleNamespace(timeout=remember))
    order = await shop.assigned_order()
    mechanic = connect(await shop.sign_in(shop.people.mechanic))
    form = mechanic.build_request("POST", "/", files={"file": ("photo.jpg", jpeg())})
    whole = form.read()

    async def pieces() -> AsyncIterator[bytes]:
        for start in range(0, len(whole), 100):
            yield whole[start : start + 100]

    path = f"/api/orders/{order.id}/stages/{order.stages[0].id}/attachments"
    headers = {"Content-Type": form.headers["content-type"]}
    answer = await mechanic.post(path, content=pieces(), headers=headers)
    assert answer.status_code == 201
    assert len(asked) > len(whole) / 100
    assert set(asked) == {SHOP["stall_seconds"]}


async def test_a_reader_who_leaves_in_the_middle_of_an_answer_is_no_error(shop: Shop):
    with capture_logs() as logged:
        start, *_ = await call("GET", "/api/docs/assets/swagger-ui.css", "", [GONE])
    assert start["status"] == 200
    assert logged == []
