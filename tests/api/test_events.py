"""The event stream: who reads what, nothing twice and nothing missing, and when it ends."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from pathlib import Path

import pytest

from autoservice.api import event_streams
from autoservice.api.event_streams import STREAMS_PER_PERSON
from autoservice.modules.orders.schemas import OrderView
from autoservice.modules.orders.tracking.schemas import NewLink
from autoservice.modules.progress.feed import service as feed
from autoservice.modules.progress.schemas import NewComment, StageStep
from autoservice.runtime.runtime import Runtime
from autoservice.shared.access import Actor
from autoservice.shared.audit import AuditEntry
from autoservice.shared.cookies import LINK_COOKIE, SESSION_COOKIE
from autoservice.shared.feed import FeedEntry
from autoservice.wiring.adapters import build_adapters
from tests.support.databases import Databases
from tests.support.runtime import Callers, MovableClock, Shop, opened_shop
from tests.support.streams import Block, Reader, following


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep-alives are due at once."""
    monkeypatch.setattr(event_streams, "KEEP_ALIVE_SECONDS", 0.01)


async def start(shop: Shop, order: OrderView) -> None:
    """The mechanic begins the order's first stage, which all who watch it are told."""
    async with shop.runtime.transaction(shop.people.mechanic) as unit:
        await unit.services.progress.start_stage(order.id, order.stages[0].id, StageStep())
    await shop.relay_all()


async def comment(shop: Shop, order: OrderView, text: str = "Готово", *, published: bool = True) -> None:
    """The mechanic says something about the order's first stage."""
    async with shop.runtime.transaction(shop.people.mechanic) as unit:
        said = NewComment(text=text, published=published)
        await unit.services.progress.add_comment(order.id, order.stages[0].id, said)
    await shop.relay_all()


async def reader_of(shop: Shop, actor: Actor, **options: str | int) -> Reader:
    return Reader(await shop.sign_in(actor), **options)  # type: ignore[arg-type]


def kinds(blocks: list[Block]) -> list[str]:
    return [block.event for block in blocks]


async def test_the_first_bytes_come_at_once_and_nothing_on_the_way_may_hold_them_back(shop: Shop):
    async with await reader_of(shop, shop.people.client) as reader:
        assert (reader.status, reader.text.partition("\n")[0]) == (200, "retry: 3000")
        assert reader.headers["content-type"].startswith("text/event-stream")
        assert reader.headers["cache-control"] == "no-store, no-transform"
        assert reader.headers["x-accel-buffering"] == "no"
        assert "content-encoding" not in reader.headers


async def test_each_reads_the_events_of_the_orders_that_they_may_read(shop: Shop):
    people, order = shop.people, await shop.assigned_order()
    admitted = [await reader_of(shop, who) for who in (people.client, people.mechanic, people.administrator)]
    others = [await reader_of(shop, who) for who in (people.other_client, people.other_mechanic)]
    async with following(*admitted, *others):
        await start(shop, order)
        for reader in admitted:
            event, status = await reader.events(2)
            assert (event.event, event.data["order_id"]) == ("stage_started", order.id)
            assert status.event == "status_changed"
        for reader in others:
            reader.stopping.begin()
            assert kinds([block for block in await reader.end() if block.event]) == []


async def test_an_event_says_what_the_timeline_says(shop: Shop, callers: Callers):
    order = await shop.assigned_order()
    async with await reader_of(shop, shop.people.client) as reader:
        await start(shop, order)
        events = await reader.events(2)
    timeline = (await callers.client.get(f"/api/orders/{order.id}/timeline")).json()
    said = [block.data for block in events]
    versions = [one.pop("version") for one in said]
    assert [one.pop("order_id") for one in said] == [order.id, order.id]
    assert said == timeline[-2:]
    assert versions == [order.version + 1, (await shop.order(order.id)).version]


async def test_what_is_internal_is_read_by_the_shop_alone(shop: Shop):
    order = await shop.assigned_order()
    client, mechanic = [await reader_of(shop, who) for who in (shop.people.client, shop.people.mechanic)]
    async with following(client, mechanic):
        await comment(shop, order, published=False)
        await start(shop, order)
        assert kinds(await mechanic.events(2)) == ["comment_added", "stage_started"]
        assert (await client.next_event()).event == "stage_started"


async def open_link(shop: Shop, order: OrderView) -> tuple[str, int]:
    """Return the cookie of a new link's holder, and the link's id."""
    async with shop.runtime.transaction(shop.people.client) as unit:
        made = await unit.services.tracking_links.create_link(order.id, NewLink())
    await shop.relay_all()
    return f"{LINK_COOKIE}={made.url.rpartition('/')[2]}", made.id


async def test_who_holds_a_link_reads_its_order_alone_without_names_and_details(shop: Shop):
    order, other = await shop.assigned_order(), await shop.assigned_order()
    cookie, _ = await open_link(shop, order)
    async with Reader(cookie=cookie) as reader:
        await start(shop, other)
        await start(shop, order)
        event = await reader.next_event()
    assert event.data["order_id"] == order.id
    assert (event.data["actor_name"], event.data["actor_id"], event.data["data"]) == ("", None, {})


async def test_the_cookie_of_a_page_opens_it_too(shop: Shop):
    token = await shop.sign_in(shop.people.client)
    async with Reader(cookie=f"{SESSION_COOKIE}={token}") as reader:
        assert reader.status == 200


async def test_one_order_can_be_followed(shop: Shop, callers: Callers):
    order, other = await shop.assigned_order(), await shop.assigned_order()
    async with await reader_of(shop, shop.people.administrator, query=f"order={order.id}") as reader:
        await start(shop, other)
        await start(shop, order)
        assert (await reader.next_event()).data["order_id"] == order.id
    refused = await callers.other_client.get("/api/events", params={"order": order.id})
    assert (refused.status_code, refused.json()["title"]) == (404, "OrderNotFound")


@pytest.mark.both_databases
async def test_a_reader_who_comes_back_misses_nothing_and_reads_nothing_twice(shop: Shop):
    order = await shop.assigned_order()
    async with await reader_of(shop, shop.people.client) as first:
        await start(shop, order)
        seen = await first.events(1)
    await comment(shop, order)
    async with await reader_of(shop, shop.people.client, last_id=seen[-1].id) as second:
        seen += await second.events(2)
        await comment(shop, order)
        seen += await second.events(1)
    assert kinds(seen) == ["stage_started", "status_changed", "comment_added", "comment_added"]
    assert [block.data["number"] for block in seen] == list(
        range(seen[0].data["number"], seen[0].data["number"] + 4)
    )
    assert [block.id for block in seen] == sorted({block.id for block in seen})


async def test_more_than_a_page_of_them_comes_in_pages(shop: Shop, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(feed, "PAGE_SIZE", 2)
    order = await shop.assigned_order()
    async with await reader_of(shop, shop.people.client) as reader:
        begun = (await reader.next()).fields, (await reader.next()).id
    for _ in range(5):
        await comment(shop, order)
    async with await reader_of(shop, shop.people.client, last_id=begun[1]) as reader:
        assert kinds(await reader.events(5)) == ["comment_added"] * 5


@pytest.mark.both_databases
async def test_an_order_that_was_changed_first_but_commits_last_is_not_missed(shop: Shop):
    slow, quick = await shop.assigned_order(), await shop.assigned_order()
    is_postgres = shop.runtime.settings.database_url.startswith("postgresql")
    async with await reader_of(shop, shop.people.administrator) as reader:
        async with shop.runtime.transaction(shop.people.mechanic) as unit:
            await unit.services.progress.start_stage(slow.id, slow.stages[0].id, StageStep())
            await unit.session.flush()
            changing = asyncio.create_task(start(shop, quick))
            if is_postgres:
                # SQLite lets one write at a time.
                await changing
                early = await reader.events(2)
                assert {block.data["order_id"] for block in early} == {quick.id}
        await changing
        await shop.relay_all()
        found = ([*early] if is_postgres else []) + await reader.events(2 if is_postgres else 4)
    assert {block.data["order_id"] for block in found} == {slow.id, quick.id}
    assert [block.id for block in found] == sorted(block.id for block in found)
    async with await reader_of(shop, shop.people.administrator, last_id=found[1].id) as again:
        assert [block.id for block in await again.events(2)] == [block.id for block in found[2:]]


@pytest.mark.parametrize("last_id", ["x", "-1", "1.5", "1" * 19, "٣"])
async def test_what_is_no_id_is_refused(shop: Shop, callers: Callers, last_id: str):
    refused = await callers.client.get("/api/events", headers=[(b"Last-Event-ID", last_id.encode())])
    assert (refused.status_code, refused.json()["title"]) == (400, "MalformedEventId")


async def test_who_comes_from_another_database_is_told_to_read_anew_and_goes_on(shop: Shop):
    order = await shop.assigned_order()
    async with await reader_of(shop, shop.people.client, last_id=10**17) as reader:
        reset = await reader.next_event()
        assert (reset.event, reset.data) == ("reset", {"reason": "unknown"})
        await start(shop, order)
        event = await reader.next_event()
        assert (event.event, event.id > reset.id) == ("stage_started", True)


async def test_who_was_away_too_long_is_told_to_read_anew(shop: Shop, monkeypatch: pytest.MonkeyPatch):
    await shop.assigned_order()
    token, [before, *_, last] = await shop.sign_in(shop.people.client), await shop.rows(FeedEntry)
    monkeypatch.setattr(feed, "LONGEST_WAY", len(await shop.rows(AuditEntry)) - last.id)
    async with Reader(token, last_id=before.id) as reader:
        assert (await reader.next_event()).data == {"reason": "too_old"}
    async with Reader(token, last_id=last.id) as reader:
        assert "reset" not in reader.text


async def test_a_stream_that_has_nothing_to_say_keeps_alive_and_moves_its_readers_place_on(
    shop: Shop, impatient: None
):
    async with await reader_of(shop, shop.people.other_client) as reader:
        begun = [await reader.next(), await reader.next()][1].id
        await start(shop, await shop.assigned_order())
        while (block := await reader.next()).id == begun:
            assert (block.comment, block.event) == ("keep-alive", "")
        assert block.id > begun


async def test_a_revoked_session_ends_the_stream_before_another_event(shop: Shop):
    order = await shop.assigned_order()
    async with await reader_of(shop, shop.people.client) as reader:
        async with shop.runtime.transaction(shop.people.client) as unit:
            await unit.services.sessions.sign_out_everywhere()
        await start(shop, order)
        assert kinds([block for block in await reader.end() if block.event]) == []


async def test_a_session_that_has_expired_ends_the_stream_at_the_next_keep_alive(
    shop: Shop, clock: MovableClock, impatient: None
):
    async with await reader_of(shop, shop.people.client) as reader:
        clock.forward(days=31)
        await reader.end()


async def test_the_stream_outlives_the_access_token_that_opened_it(shop: Shop, clock: MovableClock):
    order = await shop.assigned_order()
    async with await reader_of(shop, shop.people.client) as reader:
        clock.forward(hours=1)
        await start(shop, order)
        assert (await reader.next_event()).event == "stage_started"


@pytest.mark.parametrize("change", [{"active": False}, {"role": "client"}])
async def test_a_disabled_account_or_another_role_ends_the_stream(
    shop: Shop, impatient: None, change: dict[str, object]
):
    async with await reader_of(shop, shop.people.mechanic) as reader:
        await shop.change(shop.people.mechanic, **change)
        await reader.end()


async def test_a_revoked_link_ends_the_stream_at_once(shop: Shop):
    order = await shop.assigned_order()
    cookie, link_id = await open_link(shop, order)
    async with Reader(cookie=cookie) as reader:
        async with shop.runtime.transaction(shop.people.client) as unit:
            await unit.services.tracking_links.revoke_link(order.id, link_id)
        await shop.relay_all()
        assert kinds([block for block in await reader.end() if block.event]) == []


async def test_a_mechanic_who_loses_an_order_reads_no_more_of_it(shop: Shop):
    order = await shop.assigned_order()
    of_all = await reader_of(shop, shop.people.mechanic)
    of_one = await reader_of(shop, shop.people.mechanic, query=f"order={order.id}")
    async with following(of_all, of_one):
        await shop.assign(order, shop.people.other_mechanic)
        await shop.relay_all()
        assert kinds([block for block in await of_one.end() if block.event]) == []
        mine = await shop.assigned_order()
        await start(shop, mine)
        assert (await of_all.next_event()).data["order_id"] == mine.id


async def test_a_slow_reader_gets_the_rest_only_with_the_rights_of_later(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(feed, "PAGE_SIZE", 2)
    order = await shop.assigned_order()
    async with await reader_of(shop, shop.people.mechanic) as reader:
        reader.pause()
        for number in range(6):
            await comment(shop, order, f"{number}")
        await shop.change(shop.people.mechanic, active=False)
        reader.go_on()
        # What was on its way already, and not a page more.
        assert len([block for block in await reader.end() if block.event]) <= 2


async def test_of_one_person_so_many_streams_are_open_at_once(shop: Shop, callers: Callers):
    readers = [await reader_of(shop, shop.people.client) for _ in range(STREAMS_PER_PERSON)]
    async with following(*readers):
        refused = await callers.client.get("/api/events")
        assert (refused.status_code, refused.json()["title"]) == (429, "TooManyStreams")
        assert refused.headers["retry-after"] == "60"
        await readers[0].leave()
        async with await reader_of(shop, shop.people.client) as another:
            assert another.status == 200
    assert not event_streams._open


async def test_a_server_that_stops_ends_the_streams(shop: Shop):
    async with await reader_of(shop, shop.people.client) as reader:
        reader.stopping.begin()
        await reader.end()


@asynccontextmanager
async def other_worker(shop: Shop) -> AsyncIterator[Shop]:
    """The same shop in a runtime with a hub of its own."""
    runtime = Runtime(build_adapters(shop.runtime.settings))
    listening = asyncio.create_task(runtime.adapters.hub.run())
    try:
        yield replace(shop, runtime=runtime)
    finally:
        listening.cancel()
        with suppress(asyncio.CancelledError):
            await listening
        await runtime.adapters.close()


async def test_what_another_worker_commits_comes_at_once(
    sqlite_databases: Databases, tmp_path: Path, redis_url: str
):
    with sqlite_databases.fresh() as url:
        async with opened_shop(url, tmp_path, redis_url=redis_url) as shop:
            order = await shop.assigned_order()
            async with other_worker(shop) as other, await reader_of(shop, shop.people.client) as reader:
                await start(other, order)
                assert (await reader.next_event()).event == "stage_started"
