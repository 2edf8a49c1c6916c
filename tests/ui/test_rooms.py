"""Rooms on a real database: one message for each group, and to each only what they may see by then."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import pytest
import reflex as rx
from reflex.state import StateUpdate
from reflex_base.utils.format import json_dumps

from autoservice.modules.orders.approvals.schemas import NewWork
from autoservice.modules.orders.schemas import OrderView
from autoservice.modules.orders.workflow import HoldReason
from autoservice.modules.progress.schemas import COMMENT_LIMIT, NewComment, StageHold, StageStep
from autoservice.runtime.current import transaction
from autoservice.shared.access import Actor
from autoservice.ui.current import Viewer
from autoservice.ui.engine import rooms
from autoservice.ui.engine.members import Member, Rendering
from autoservice.ui.engine.rooms import join, leave
from autoservice.ui.pages.order_detail import state as order_page
from autoservice.ui.pages.order_detail.state import OrderState
from tests.support.databases import Databases
from tests.support.runtime import MovableClock, Shop, clock, opened_shop
from tests.support.timeouts import TIMEOUT_SECONDS
from tests.ui.pipeline import let_rooms_end

__all__ = ["clock"]
MOST_BYTES = 10_000


@dataclass(frozen=True)
class Sent:
    """One message: to whom, and what of the order's State."""

    sids: tuple[str, ...]
    update: dict[str, Any]
    size: int

    @property
    def values(self) -> dict[str, Any]:
        """The vars, without Reflex's ending."""
        held = self.update["delta"].get(OrderState.get_full_name(), {})
        return {name.removesuffix("_rx_state_"): value for name, value in held.items()}

    @property
    def redirects(self) -> list[str]:
        """Where its readers are sent."""
        return [event["payload"]["path"] for event in self.update.get("events", [])]


class Network:
    """Stands where the sockets are: all of them open, and all that was sent recorded."""

    def __init__(self) -> None:
        self.sent: list[Sent] = []
        self.closed: set[str] = set()
        self.failures: list[Exception] = []
        self._came = asyncio.Event()

    def is_open(self, sid: str) -> bool:
        return sid not in self.closed

    async def send(self, update: StateUpdate, sids: list[str]) -> None:
        if self.failures:
            raise self.failures.pop()
        text = json_dumps(update)
        self.sent.append(Sent(tuple(sids), json.loads(text), len(text.encode())))
        self._came.set()

    async def next(self, count: int) -> list[Sent]:
        """The next ``count`` messages, once they have come."""
        async with asyncio.timeout(TIMEOUT_SECONDS):
            while len(self.sent) < count:
                self._came.clear()
                await self._came.wait()
        taken, self.sent = self.sent, []
        return taken


@pytest.fixture
async def shop(sqlite_databases: Databases, tmp_path: Any, clock: MovableClock) -> AsyncIterator[Shop]:
    """A shop on SQLite: rooms only read, and their queries are tested elsewhere."""
    with sqlite_databases.fresh() as url:
        async with opened_shop(url, tmp_path, clock=clock) as opened:
            yield opened


@pytest.fixture
async def network(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Network]:
    """The sockets of the test; nobody is left in a room."""
    network = Network()
    monkeypatch.setattr(rooms, "_sockets", network)
    yield network
    for sid in list(rooms._memberships):
        leave(sid)
    await let_rooms_end()


@pytest.fixture
async def order(shop: Shop) -> OrderView:
    """An order that somebody works on."""
    return await shop.assigned_order()


async def session_of(shop: Shop, actor: Actor) -> str:
    token = await shop.sign_in(actor)
    return shop.runtime.adapters.tokens.read(token, shop.runtime.clock()) or ""


async def enter(shop: Shop, order: OrderView, sid: str, actor: Actor, locale: str = "ru") -> str:
    """Open the order's page; returns the session."""
    session, path = await session_of(shop, actor), f"/orders/{order.id}"
    join(order_page.OrderView(f"order:{order.id}", path), Member(sid, session, locale, path))
    return session


async def change(shop: Shop, order: OrderView) -> None:
    """Start the first stage, and have it announced as the reaction to it does."""
    async with shop.runtime.transaction(shop.people.mechanic) as unit:
        await unit.services.progress.start_stage(order.id, order.stages[0].id, StageStep())
    await announce(shop, order)


async def announce(shop: Shop, order: OrderView) -> None:
    await shop.runtime.adapters.hub.publish([f"order:{order.id}"])


async def say(shop: Shop, order: OrderView, *texts: str, published: bool = True) -> None:
    async with shop.runtime.transaction(shop.people.mechanic) as unit:
        for text in texts:
            comment = NewComment(text=text, published=published)
            await unit.services.progress.add_comment(order.id, order.stages[0].id, comment)


async def test_each_group_of_the_same_rights_and_language_is_sent_one_message(
    shop: Shop, order: OrderView, network: Network
) -> None:
    people = shop.people
    for sid in ("client 1", "client 2", "client 3"):
        await enter(shop, order, sid, people.client)
    await enter(shop, order, "client in English", people.client, "en")
    await enter(shop, order, "mechanic", people.mechanic)
    await network.next(3)
    await change(shop, order)
    sent = {message.sids: message.values["stages"][0] for message in await network.next(3)}
    assert sent.keys() == {("client 1", "client 2", "client 3"), ("client in English",), ("mechanic",)}
    assert sent["client 1", "client 2", "client 3"]["state_label"] == "В работе"
    assert sent[("client in English",)]["state_label"] == "In progress"
    assert sent[("mechanic",)]["actions"] == ["complete", "block"]
    assert sent[("client in English",)]["actions"] == []


async def test_nobody_is_sent_what_somebody_else_may_do(
    shop: Shop, order: OrderView, network: Network
) -> None:
    people = shop.people
    async with shop.runtime.transaction(people.administrator) as unit:
        last, colleague = order.stages[-1].id, people.other_mechanic.user_id
        await unit.services.assignment.assign_stage(order.id, last, colleague)
    for who in ("client", "mechanic", "other_mechanic", "administrator"):
        await enter(shop, order, who, getattr(people, who))
    first = {message.sids[0]: message.values["stages"] for message in await network.next(4)}
    await shop.complete(order, count=3)
    await announce(shop, order)
    then = {message.sids[0]: message.values["stages"] for message in await network.next(4)}

    def offered(sent: dict[str, Any], who: str) -> list[list[str]]:
        return [stage["actions"] for stage in sent[who]]

    assert offered(first, "mechanic") == offered(first, "administrator") == [["start"], [], [], []]
    assert offered(then, "other_mechanic") == offered(then, "administrator") == [[], [], [], ["start"]]
    for sent, who in ((first, "client"), (first, "other_mechanic"), (then, "client"), (then, "mechanic")):
        assert offered(sent, who) == [[], [], [], []], who


async def test_a_client_is_sent_why_a_stage_is_on_hold_and_not_the_remark(
    shop: Shop, order: OrderView, network: Network
) -> None:
    await change(shop, order)
    for who in ("client", "mechanic"):
        await enter(shop, order, who, getattr(shop.people, who))
    await network.next(2)
    hold = StageHold(reason=HoldReason.PARTS, remark="Поставщик подвёл.")
    async with shop.runtime.transaction(shop.people.mechanic) as unit:
        await unit.services.progress.block_stage(order.id, order.stages[0].id, hold)
    await announce(shop, order)
    sent = {message.sids[0]: message.values for message in await network.next(2)}
    assert sent["client"]["stages"][0]["hold"] == "Приостановлен: ожидание запчастей"
    assert sent["client"]["order"]["now"].startswith("Ждём запчасти с ")
    assert "Поставщик" not in str(sent["client"])
    assert sent["mechanic"]["stages"][0]["remark"] == "Поставщик подвёл."


@pytest.mark.parametrize("is_asked", [False, True])
async def test_progress_comes_first_for_all_but_mechanics_and_clients_who_are_asked(
    shop: Shop, order: OrderView, network: Network, is_asked: bool
) -> None:
    if is_asked:
        async with shop.runtime.transaction(shop.people.mechanic) as unit:
            await unit.services.proposals.propose_work(order.id, NewWork(name="Втулки", price_minor=180_000))
    for who in ("client", "mechanic", "administrator"):
        await enter(shop, order, who, getattr(shop.people, who))
    sent = {message.sids[0]: message.values["begins_with_progress"] for message in await network.next(3)}
    assert sent == {"client": not is_asked, "mechanic": False, "administrator": True}


async def test_only_what_differs_is_sent(shop: Shop, order: OrderView, network: Network) -> None:
    await enter(shop, order, "client", shop.people.client)
    [first] = await network.next(1)
    order_itself = {
        "path",
        "missing",
        "begins_with_progress",
        "order",
        "jobs",
        "estimate",
        "extra_work",
        "extra_work_summary",
        "course",
        "pickup",
        "request_photos",
        "work_photos",
    }
    assert first.values.keys() == order_itself | {"news", "stages", "reports"}
    await say(shop, order, "Стучит слева.")
    await announce(shop, order)
    [second] = await network.next(1)
    # The version goes along: a command of a page names the one that it saw.
    assert second.values.keys() == {"reports", "announcement", "order", "course"}
    await announce(shop, order)
    await change(shop, order)
    [third] = await network.next(1)
    assert third.values.keys() == {"order", "course", "stages"}


async def test_whoever_comes_later_is_sent_everything_and_nobody_else_anything(
    shop: Shop, order: OrderView, network: Network
) -> None:
    await enter(shop, order, "first", shop.people.client)
    await network.next(1)
    await enter(shop, order, "second", shop.people.client)
    [message] = await network.next(1)
    assert message.sids == ("second",)
    assert "order" in message.values
    await change(shop, order)
    [both] = await network.next(1)
    assert set(both.sids) == {"first", "second"}


async def test_a_session_that_is_over_loses_what_it_saw_and_leaves_the_page(
    shop: Shop, order: OrderView, network: Network
) -> None:
    session = await enter(shop, order, "leaves", shop.people.client)
    await enter(shop, order, "stays", shop.people.client)
    await network.next(1)
    async with transaction(await shop.runtime.identity.actor_of_session(session)) as unit:
        await unit.services.sessions.sign_out()
    await change(shop, order)
    sent = {message.sids: message for message in await network.next(2)}
    assert sent[("leaves",)].redirects == ["/sign-in"]
    assert sent[("leaves",)].values["order"]["plate"] == ""
    assert sent[("leaves",)].values["stages"] == []
    assert sent[("stays",)].redirects == []
    assert rooms._memberships.keys() == {"stays"}


async def test_a_mechanic_whose_order_is_given_to_another_is_told_of_none(
    shop: Shop, order: OrderView, network: Network
) -> None:
    await enter(shop, order, "mechanic", shop.people.mechanic)
    await network.next(1)
    await shop.assign(order, shop.people.other_mechanic)
    await announce(shop, order)
    [message] = await network.next(1)
    assert message.values["missing"] is True
    assert message.values["order"]["plate"] == ""
    assert message.values["stages"] == []


async def test_a_client_is_never_sent_what_is_for_the_shop(
    shop: Shop, order: OrderView, network: Network
) -> None:
    await enter(shop, order, "client", shop.people.client)
    await enter(shop, order, "mechanic", shop.people.mechanic)
    await network.next(2)
    await say(shop, order, "Скидку не предлагать.", published=False)
    await announce(shop, order)
    sent = {message.sids[0]: message.values for message in await network.next(2)}
    assert "reports" in sent["mechanic"]
    # That there is another version is no word of what was said.
    assert sent["client"].keys() == {"order", "course"}
    assert "Скидку" not in str(sent["client"])


async def test_a_change_sends_little_however_long_the_history_is(
    shop: Shop, order: OrderView, network: Network
) -> None:
    long = await shop.assigned_order("timing_belt_and_pump")
    for stage in long.stages:
        await fill(shop, long, stage.id, 300 // len(long.stages) + 1)
    await enter(shop, long, "mechanic", shop.people.mechanic)
    [first] = await network.next(1)
    await say(shop, long, "я" * COMMENT_LIMIT)
    await announce(shop, long)
    [comment] = await network.next(1)
    await change(shop, long)
    [step] = await network.next(1)
    assert comment.values["reports"].keys() == {str(stage.id) for stage in long.stages}
    newest = comment.values["reports"][str(long.stages[0].id)]
    assert newest["comments"][-1]["text"].endswith("…")
    assert newest["hidden_comment"] == newest["last_comment"] > 10
    assert max(comment.size, step.size) <= MOST_BYTES
    assert first.size <= 2 * MOST_BYTES


async def fill(shop: Shop, order: OrderView, stage_id: int, count: int) -> None:
    async with shop.runtime.transaction(shop.people.mechanic) as unit:
        for number in range(count):
            comment = NewComment(text=f"Замечание {number}: " + "щ" * 1000, published=True)
            await unit.services.progress.add_comment(order.id, stage_id, comment)


async def test_the_last_to_leave_closes_the_room(shop: Shop, order: OrderView, network: Network) -> None:
    await enter(shop, order, "one", shop.people.client)
    await enter(shop, order, "other", shop.people.client)
    await network.next(1)
    leave("one")
    assert rooms._rooms
    leave("other")
    assert (rooms._rooms, rooms._memberships) == ({}, {})
    await let_rooms_end()
    assert rooms._tasks == set()


async def test_a_page_whose_socket_has_gone_meanwhile_is_not_let_in(
    shop: Shop, order: OrderView, network: Network
) -> None:
    network.closed.add("gone")
    await enter(shop, order, "gone", shop.people.client)
    assert (rooms._rooms, rooms._memberships) == ({}, {})


# ------------------------------------------------------------------ readings, one by one


class CounterState(rx.State):
    """Shows a number."""

    number: int = 0


class Database:
    """What is read: answers when it is told to."""

    def __init__(self) -> None:
        self.number = 0
        self.failures: list[Exception] = []
        self.is_reading = asyncio.Event()
        self.may_answer = asyncio.Event()
        self.may_answer.set()


@dataclass(frozen=True)
class CounterView:
    """A view of that number, for everybody."""

    database: Database
    topic: str = "counter"
    again_after: float | None = None
    state: ClassVar[type[rx.State]] = CounterState

    async def read(self) -> int:
        """The number at the beginning of the reading."""
        if self.database.failures:
            raise self.database.failures.pop()
        number = self.database.number
        self.database.is_reading.set()
        await self.database.may_answer.wait()
        return number

    def seconds_left(self) -> float | None:
        return self.again_after

    async def show(self, reading: int, viewer: Viewer) -> Rendering:
        """As it is."""
        return Rendering({"number": reading})


def numbers(sent: list[Sent]) -> list[tuple[tuple[str, ...], Mapping[str, Any]]]:
    return [(one.sids, one.update["delta"][CounterState.get_full_name()]) for one in sent]


async def test_whoever_comes_amid_a_reading_is_shown_the_next_one(shop: Shop, network: Network) -> None:
    database = Database()
    view = CounterView(database)
    database.may_answer.clear()
    join(view, Member("first", "", "ru", "/"))
    await database.is_reading.wait()
    database.number = 1
    join(view, Member("second", "", "ru", "/"))
    database.may_answer.set()
    sent = await network.next(2)
    assert numbers(sent) == [
        (("first",), {"number_rx_state_": 0}),
        (("second",), {"number_rx_state_": 1}),
    ]


async def test_a_change_amid_a_reading_is_read_after_it(shop: Shop, network: Network) -> None:
    database = Database()
    database.may_answer.clear()
    join(CounterView(database), Member("one", "", "ru", "/"))
    await database.is_reading.wait()
    database.number = 1
    await shop.runtime.adapters.hub.publish(["counter"])
    database.may_answer.set()
    sent = await network.next(2)
    assert [values["number_rx_state_"] for _, values in numbers(sent)] == [0, 1]


async def test_what_changes_with_time_is_read_again_without_a_change(shop: Shop, network: Network) -> None:
    database = Database()
    join(CounterView(database, again_after=0.01), Member("one", "", "ru", "/"))
    assert numbers(await network.next(1)) == [(("one",), {"number_rx_state_": 0})]
    database.number = 1
    assert numbers(await network.next(1)) == [(("one",), {"number_rx_state_": 1})]


async def test_time_that_passes_amid_a_reading_is_followed_by_another(shop: Shop, network: Network) -> None:
    database = Database()
    database.may_answer.clear()
    join(CounterView(database), Member("one", "", "ru", "/"))
    await database.is_reading.wait()
    [room] = rooms._rooms.values()
    room._render_again()
    database.number = 1
    database.may_answer.set()
    assert [values["number_rx_state_"] for _, values in numbers(await network.next(2))] == [0, 1]


async def test_whoever_comes_later_does_not_postpone_what_is_due(shop: Shop, network: Network) -> None:
    view = CounterView(Database(), again_after=60)
    due = []
    for sid in ("one", "two"):
        join(view, Member(sid, "", "ru", "/"))
        await network.next(1)
        [room] = rooms._rooms.values()
        assert room._timer
        due.append(room._timer.when())
    assert due[0] == due[1]


async def test_a_reading_that_failed_is_made_again(
    shop: Shop, network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rooms, "RETRY_SECONDS", 0)
    database = Database()
    database.failures.append(OSError("the database is away"))
    join(CounterView(database), Member("one", "", "ru", "/"))
    [message] = numbers(await network.next(1))
    assert message == (("one",), {"number_rx_state_": 0})


async def test_a_message_that_could_not_be_sent_is_sent_again(
    shop: Shop, network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rooms, "RETRY_SECONDS", 0)
    network.failures.append(OSError("Redis is away"))
    join(CounterView(Database()), Member("one", "", "ru", "/"))
    [message] = numbers(await network.next(1))
    assert message == (("one",), {"number_rx_state_": 0})
