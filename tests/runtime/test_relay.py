"""The relay begins at once, holds on to what takes long, and leaves nothing behind when it ends."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest

from autoservice.runtime import relay as relay_module
from autoservice.runtime.lanes import Lane
from autoservice.runtime.relay import Relay
from autoservice.shared.access import SYSTEM
from autoservice.shared.outbox import LEASE, OutboxMessage
from autoservice.shared.unit import Fact
from tests.support.relays import running
from tests.support.runtime import MovableClock, Shop
from tests.support.timeouts import TIMEOUT_SECONDS

NEVER = 3600.0
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@dataclass(frozen=True)
class Numbered:
    """A fact that tests count."""

    number: int
    name: str = "Numbered"

    def payload(self) -> dict[str, Any]:
        return {"number": self.number}


@dataclass
class Work:
    """What handlers do, and what they did. A handler for ``hang`` ends when it is released."""

    done: list[int] = field(default_factory=list)
    begun: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(0))
    ended: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(0))
    released: asyncio.Event = field(default_factory=asyncio.Event)

    async def quick(self, _name: str, payload: dict[str, Any]) -> None:
        self.done.append(payload["number"])
        self.ended.release()

    async def hang(self, _name: str, payload: dict[str, Any]) -> None:
        self.begun.release()
        await self.released.wait()
        self.done.append(payload["number"])
        self.ended.release()


async def times(semaphore: asyncio.Semaphore, count: int) -> None:
    """Wait until it was released so often."""
    async with asyncio.timeout(TIMEOUT_SECONDS):
        for _ in range(count):
            await semaphore.acquire()


def new_relay(shop: Shop, *lanes: Lane, poll_seconds: float = NEVER) -> Relay:
    return Relay(shop.runtime.adapters.engine, lanes, poll_seconds, shop.runtime.clock)


async def commit(shop: Shop, relay: Relay, reaction: str, numbers: Sequence[int]) -> list[OutboxMessage]:
    """Owe the reaction to so many facts, and begin as the unit of work does."""
    messages: list[OutboxMessage] = []
    async with shop.runtime.transaction(SYSTEM) as unit:
        for number in numbers:
            fact: Fact = Numbered(number)
            messages += relay.enqueue(unit.session, fact, [reaction], unit.now)
    relay.begin(messages)
    return messages


@on_sqlite
async def test_what_is_committed_here_begins_without_a_look_into_the_table(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
):
    work = Work()
    relay = new_relay(shop, Lane({"push": work.quick}, width=50, seconds=60, at_once=True))
    async with running(relay):
        monkeypatch.setattr(relay._leases, "claim", None)
        await commit(shop, relay, "push", [1, 2])
        await times(work.ended, 2)
    assert work.done == [1, 2]
    assert await shop.rows(OutboxMessage) == []


@on_sqlite
async def test_what_has_begun_here_is_nobody_elses_before_the_lease_is_over(shop: Shop, clock: MovableClock):
    here, there = Work(), Work()
    relay = new_relay(shop, Lane({"push": here.hang}, width=50, seconds=60, at_once=True))
    other = new_relay(shop, Lane({"push": there.quick}, width=50, seconds=60))
    async with running(relay):
        await commit(shop, relay, "push", [1])
        assert await other.relay_once() == 0
        clock.forward(seconds=LEASE.total_seconds() / 2)
        await relay.renew()
        clock.forward(seconds=LEASE.total_seconds() / 2)
        assert await other.relay_once() == 0, "The lease was renewed."
        here.released.set()
    assert (here.done, there.done) == ([1], [])
    assert await shop.rows(OutboxMessage) == []


@on_sqlite
async def test_a_relay_that_does_not_run_begins_with_nothing(shop: Shop):
    work = Work()
    relay = new_relay(shop, Lane({"push": work.quick}, width=50, seconds=60, at_once=True))
    [message] = await commit(shop, relay, "push", [1])
    assert (message.lease_owner, message.attempts) == (None, 0)
    assert await relay.relay_once() == 1
    assert work.done == [1]


@on_sqlite
async def test_what_another_lane_owes_is_claimed_when_it_is_committed_not_with_the_next_poll(shop: Shop):
    work = Work()
    relay = new_relay(shop, Lane({"email": work.quick}, width=4, seconds=60))
    async with running(relay):
        await commit(shop, relay, "email", range(6))
        await times(work.ended, 6)
    assert await shop.rows(OutboxMessage) == []


@on_sqlite
async def test_a_lane_that_hangs_delays_no_other(shop: Shop):
    emails, pushes = Work(), Work()
    relay = new_relay(
        shop,
        Lane({"email": emails.hang}, width=2, seconds=NEVER),
        Lane({"push": pushes.quick}, width=2, seconds=60),
    )
    async with running(relay):
        await commit(shop, relay, "email", range(20))
        await times(emails.begun, 2)
        await commit(shop, relay, "push", range(5))
        await times(pushes.ended, 5)
        assert emails.begun.locked(), "No third letter has begun."
        emails.released.set()
        await times(emails.ended, 20)
    assert sorted(emails.done) == list(range(20))
    assert await shop.rows(OutboxMessage) == []


@on_sqlite
async def test_an_attempt_that_hangs_delays_its_own_lane_by_its_bound_only(shop: Shop):
    work = Work()
    hanging = Lane({"email": work.hang, "other": work.quick}, width=2, seconds=0.05)
    relay = new_relay(shop, hanging)
    async with running(relay):
        await commit(shop, relay, "email", [1, 2])
        await commit(shop, relay, "other", [3])
        await times(work.ended, 1)
    late = await shop.rows(OutboxMessage)
    assert work.done == [3]
    assert [row.last_error for row in late] == ["TimeoutError: not over in 0.05 s"] * 2


@on_sqlite
async def test_a_relay_that_ends_waits_for_what_ends_soon_and_gives_back_the_rest(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(relay_module, "DRAIN_SECONDS", 0.05)
    quick, slow = Work(), Work()
    relay = new_relay(
        shop,
        Lane({"quick": quick.hang}, width=2, seconds=NEVER),
        Lane({"slow": slow.hang}, width=2, seconds=NEVER),
    )
    async with running(relay):
        await commit(shop, relay, "quick", [1])
        await commit(shop, relay, "slow", [2])
        await times(quick.begun, 1)
        await times(slow.begun, 1)
        quick.released.set()
    [left] = await shop.rows(OutboxMessage)
    assert left.payload == {"number": 2}
    assert (left.lease_owner, left.attempts, left.due_at) == (None, 0, shop.runtime.clock())


@on_sqlite
async def test_a_reaction_that_this_version_does_not_know_is_postponed_with_its_name(shop: Shop):
    relay = new_relay(shop, Lane({"push": Work().quick}, width=2, seconds=60))
    await commit(shop, relay, "of_another_version", [1])
    assert await relay.relay_once() == 1
    [left] = await shop.rows(OutboxMessage)
    assert left.last_error == "KeyError: 'of_another_version'"


async def test_what_begins_beside_a_claim_leaves_no_room_for_another(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
):
    work = Work()
    relay = new_relay(shop, Lane({"push": work.hang}, width=1, seconds=NEVER, at_once=True))
    await commit(shop, relay, "push", range(4))
    claim = relay._leases.claim

    async def claim_during_a_commit(*demands: Any) -> list[OutboxMessage]:
        taken = await claim(*demands)
        monkeypatch.setattr(relay._leases, "claim", claim)
        await commit(shop, relay, "push", [4])
        return taken

    monkeypatch.setattr(relay._leases, "claim", claim_during_a_commit)
    async with running(relay):
        await times(work.begun, 2)
        assert await relay._start_due() == 0, "Neither an error nor all that is owed."
        assert work.begun.locked(), "No third has begun."
        work.released.set()
