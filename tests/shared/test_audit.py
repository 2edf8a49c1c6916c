"""The audit log is a chain: nobody can change it, and whoever does all the same is found out."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.exc import DBAPIError

from autoservice.shared.access import GUEST, SYSTEM
from autoservice.shared.audit import (
    BEGINNING,
    START,
    AuditEntry,
    AuditHead,
    ChainBroken,
    Head,
    digest,
    verify,
)
from autoservice.shared.budget import PER_CALLER
from autoservice.shared.db import alembic_config
from autoservice.shared.request_context import RequestContext, in_request_context
from tests.support.databases import Databases
from tests.support.factories import add_people
from tests.support.runtime import MovableClock, Shop, opened_runtime, opened_shop

pytestmark = pytest.mark.both_databases

WORKSHOP = RequestContext(ip_address="203.0.113.7", user_agent="tests", request_id="request-1")


async def write(shop: Shop, *actions: str) -> None:
    """Each action in a transaction of its own."""
    for action in actions:
        async with shop.runtime.transaction(shop.people.administrator) as unit:
            unit.audit(action, "thing:1", {"old": 1}, {"new": "Ключ", "many": (1, 2)})


async def verified(shop: Shop, known: Head = START) -> Head:
    async with shop.runtime.read_only(SYSTEM) as unit:
        return await verify(unit.session, known)


async def broken(shop: Shop, known: Head = START) -> tuple[int, str]:
    """The first broken entry and the reason."""
    with pytest.raises(ChainBroken) as found:
        await verified(shop, known)
    return found.value.entry_id, found.value.reason


async def execute(shop: Shop, *statements: str) -> None:
    """Change the database past the program."""
    async with shop.runtime.adapters.engine.begin() as connection:
        for statement in statements:
            await connection.execute(text(statement))


async def tamper(shop: Shop, *statements: str) -> None:
    """Change the log as the database's owner can: take the guards away first."""
    guards = {
        "sqlite": [f"DROP TRIGGER audit_entry_no_{verb}" for verb in ("update", "delete", "replace")],
        "postgresql": ["DROP TRIGGER audit_entry_no_change ON audit_entry"],
    }
    await execute(shop, *guards[shop.runtime.adapters.engine.dialect.name], *statements)


async def test_an_entry_tells_who_what_on_what_when_and_from_where(shop: Shop, clock: MovableClock):
    with in_request_context(WORKSHOP):
        await write(shop, "key_turned")
    [entry] = await shop.rows(AuditEntry, action="key_turned")
    assert (entry.actor_id, entry.actor_role) == (shop.people.administrator.user_id, "administrator")
    assert (entry.subject, entry.at) == ("thing:1", clock.now)
    assert (entry.address, entry.request_id) == ("203.0.113.7", "request-1")
    assert (entry.before, entry.after) == ({"old": 1}, {"new": "Ключ", "many": [1, 2]})


async def test_what_a_caller_claims_of_itself_is_kept_short_and_printable(shop: Shop):
    with in_request_context(RequestContext(ip_address="203.0.113.7\x00\n", request_id="x" * 5000)):
        await write(shop, "key_turned")
    [entry] = await shop.rows(AuditEntry, action="key_turned")
    assert (entry.address, len(entry.request_id)) == ("203.0.113.7", 100)


async def test_what_its_owner_changes_later_does_not_change_the_entry(shop: Shop):
    async with shop.runtime.transaction(SYSTEM) as unit:
        state = {"state": "open"}
        unit.audit("door", "door:1", after=state)
        state["state"] = "closed"
    [entry] = await shop.rows(AuditEntry, action="door")
    assert entry.after == {"state": "open"}


async def test_entries_are_numbered_without_gaps_and_carry_the_hash_of_the_one_before(shop: Shop):
    await write(shop, "one", "two", "three")
    entries = await shop.rows(AuditEntry)
    assert [entry.id for entry in entries] == list(range(1, len(entries) + 1))
    assert [entry.previous_hash for entry in entries] == [BEGINNING, *(entry.hash for entry in entries[:-1])]
    assert all(entry.hash == digest(entry.model_dump()) for entry in entries)
    [head] = await shop.rows(AuditHead)
    assert await verified(shop) == Head(head.entry_id, head.hash) == Head(entries[-1].id, entries[-1].hash)


async def test_a_transaction_that_fails_leaves_neither_an_entry_nor_a_gap(shop: Shop):
    before = await shop.everything()
    with pytest.raises(RuntimeError, match="after the entry"):
        await audit_and_fail(shop)
    assert await shop.everything() == before
    await write(shop, "next")
    await verified(shop)


async def audit_and_fail(shop: Shop) -> None:
    async with shop.runtime.transaction(SYSTEM) as unit:
        unit.audit("lost", "thing:1")
        raise RuntimeError("after the entry")


async def test_many_writers_at_once_make_one_chain(shop: Shop):
    before = await verified(shop)
    await asyncio.gather(*(write(shop, f"first {number}", f"second {number}") for number in range(20)))
    assert (await verified(shop)).entry_id == before.entry_id + 40


async def test_a_unit_that_saw_an_older_head_goes_on_from_the_newest(
    postgresql_databases: Databases, tmp_path: Path
):
    """Only PostgreSQL has two writers at a time."""
    with postgresql_databases.fresh() as url:
        async with opened_shop(url, tmp_path) as shop:
            async with shop.runtime.transaction(SYSTEM) as unit:
                assert await unit.session.get(AuditHead, 1)
                unit.audit("slow", "thing:1")
                await write(shop, "fast")
            assert [entry.action for entry in await shop.rows(AuditEntry)][-2:] == ["fast", "slow"]
            await verified(shop)


async def test_verifying_takes_no_notice_of_what_is_written_meanwhile(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("autoservice.shared.audit.VERIFY_PAGE", 2)
    await write(shop, *map(str, range(7)))
    before = await verified(shop)

    async def write_on() -> None:
        await write(shop, *map(str, range(10)))

    found, _ = await asyncio.gather(verified(shop), write_on())
    assert before.entry_id <= found.entry_id <= before.entry_id + 10
    assert (await verified(shop)).entry_id == before.entry_id + 10


async def test_an_empty_log_is_a_whole_chain(shop: Shop):
    await tamper(shop, "DELETE FROM audit_entry", f"UPDATE audit_head SET entry_id = 0, hash = '{BEGINNING}'")
    assert await verified(shop) == START


CHANGES = {
    "sqlite": [
        "UPDATE audit_entry SET action = 'other' WHERE id = 1",
        "DELETE FROM audit_entry WHERE id = 1",
        "INSERT OR REPLACE INTO audit_entry SELECT * FROM audit_entry WHERE id = 1",
    ],
    "postgresql": [
        "UPDATE audit_entry SET action = 'other' WHERE id = 1",
        "DELETE FROM audit_entry WHERE id = 1",
        "INSERT INTO audit_entry SELECT * FROM audit_entry WHERE id = 1 "
        "ON CONFLICT (id) DO UPDATE SET action = 'other'",
        "TRUNCATE audit_entry",
    ],
}


async def test_the_database_refuses_to_change_an_entry(shop: Shop):
    await write(shop, "one")
    for statement in CHANGES[shop.runtime.adapters.engine.dialect.name]:
        with pytest.raises(DBAPIError, match="audit entries are only ever added"):
            await execute(shop, statement)
    await verified(shop)


SECOND = "its content was changed"
NEIGHBOUR = "does not follow the entry before it: one was changed, or their order"
COPIED = (
    "actor_role, at, actor_id, session_id, address, request_id, action, subject, before, after, "
    "previous_hash, hash"
)
# What somebody with the database's password did, the entry that is reported, and why.
TAMPERING: dict[str, tuple[Sequence[str], int, str]] = {
    "an action changed": (["UPDATE audit_entry SET action = 'other' WHERE id = 3"], 3, SECOND),
    "an actor changed": (["UPDATE audit_entry SET actor_id = 1 WHERE id = 3"], 3, SECOND),
    "an address changed": (["UPDATE audit_entry SET address = '::1' WHERE id = 3"], 3, SECOND),
    "a value changed": (["""UPDATE audit_entry SET after = '{"new": 2}' WHERE id = 3"""], 3, SECOND),
    "a hash changed": (["UPDATE audit_entry SET hash = previous_hash WHERE id = 3"], 3, SECOND),
    "a link changed": (["UPDATE audit_entry SET previous_hash = hash WHERE id = 3"], 3, NEIGHBOUR),
    "one removed": (["DELETE FROM audit_entry WHERE id = 3"], 3, "missing"),
    "the first removed": (["DELETE FROM audit_entry WHERE id = 1"], 1, "missing"),
    "one removed and the rest moved up": (
        ["DELETE FROM audit_entry WHERE id = 3", "UPDATE audit_entry SET id = id - 1 WHERE id > 3"],
        3,
        NEIGHBOUR,
    ),
    "two exchanged": (
        [
            "UPDATE audit_entry SET id = 99 WHERE id = 3",
            "UPDATE audit_entry SET id = 3 WHERE id = 4",
            "UPDATE audit_entry SET id = 4 WHERE id = 99",
        ],
        3,
        NEIGHBOUR,
    ),
    "one put before the first": (
        [f"INSERT INTO audit_entry (id, {COPIED}) SELECT 0, {COPIED} FROM audit_entry WHERE id = 1"],
        0,
        "not a number of the chain",
    ),
    "one put at the end": (
        [f"INSERT INTO audit_entry (id, {COPIED}) SELECT 6, {COPIED} FROM audit_entry WHERE id = 1"],
        6,
        NEIGHBOUR,
    ),
    "the tail cut off": (
        ["DELETE FROM audit_entry WHERE id > 3"], 4, "missing, and so is all that follows up to 5"
    ),
    "all removed": (["DELETE FROM audit_entry"], 1, "missing, and so is all that follows up to 5"),
    "the head set back": (
        ["UPDATE audit_head SET entry_id = 4"], 5, "the last one, but the chain's head does not say so"
    ),
    "the head removed": (
        ["DELETE FROM audit_head"], 5, "the last one, but the chain's head does not say so"
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", TAMPERING)
async def test_tampering_is_found_at_the_first_entry_it_touches(shop: Shop, case: str):
    statements, entry_id, reason = TAMPERING[case]
    await only_entries(shop, 5)
    await tamper(shop, *statements)
    assert await broken(shop) == (entry_id, reason)


async def only_entries(shop: Shop, count: int) -> None:
    """A log of that many entries, whatever making the shop has written."""
    present = (await verified(shop)).entry_id
    assert present <= count
    await write(shop, *(f"act {number}" for number in range(present, count)))


async def test_a_written_down_head_is_found_again_in_a_longer_chain(shop: Shop):
    await only_entries(shop, 3)
    known = await verified(shop)
    await write(shop, "later")
    assert (await verified(shop, known)).entry_id == 4


async def test_a_chain_that_was_computed_anew_is_told_by_a_head_written_down_earlier(shop: Shop):
    await only_entries(shop, 4)
    known = await verified(shop)
    await write(shop, "later")
    await tamper(shop, "UPDATE audit_entry SET action = 'other' WHERE id = 2")
    await compute_anew(shop)
    assert (await verified(shop)).entry_id == 5
    assert await broken(shop, known) == (4, "its hash is not the one that was written down")


async def test_a_tail_that_was_cut_off_with_its_head_is_told_by_a_head_written_down_earlier(shop: Shop):
    await only_entries(shop, 4)
    known = await verified(shop)
    await tamper(shop, "DELETE FROM audit_entry WHERE id > 2")
    await compute_anew(shop)
    assert (await verified(shop)).entry_id == 2
    assert await broken(shop, known) == (3, "missing; a later one was written down")


async def compute_anew(shop: Shop) -> None:
    """What an attacker would do who knows the program: all hashes again, and the head."""
    async with shop.runtime.transaction(SYSTEM) as unit:
        last = START
        for entry in await shop.rows(AuditEntry):
            row = await unit.session.get_one(AuditEntry, entry.id)
            row.previous_hash = last.hash
            row.hash = digest(row.model_dump())
            last = Head(row.id, row.hash)
        head = await unit.session.get_one(AuditHead, 1)
        head.entry_id, head.hash = last.entry_id, last.hash


def test_a_head_can_be_written_down_and_read_again():
    head = Head(12, "0123456789abcdef" * 4)
    assert Head.parse(f" {head}\n") == head
    for wrong in ("", "12", "12:xyz", f"-1:{head.hash}", f"12:{head.hash}0"):
        with pytest.raises(ValueError, match=r".*"):
            Head.parse(wrong)


OLD_ENTRY = """
    INSERT INTO audit_entry (id, at, actor_id, actor_role, action, subject, before, after)
    VALUES (:id, :at, :actor_id, 'client', 'sign_in', 'user:1', :before, 'null')
"""


def with_database(url: str, job: Callable[[Connection], Any]) -> Any:
    engine = create_engine(url.replace("+aiosqlite", ""))
    with engine.begin() as connection:
        result = job(connection)
    engine.dispose()
    return result


def add_old_entries(connection: Connection) -> None:
    """With gaps, as an older version left them."""
    for number in (2, 3, 7):
        at = datetime(2026, 3, 29, 1, 30, number, 123456, tzinfo=UTC)
        told = at.replace(tzinfo=None) if connection.dialect.name == "sqlite" else at
        values = {"id": number, "at": told, "actor_id": number - 2 or None, "before": '{"role": "клиент"}'}
        connection.execute(text(OLD_ENTRY), values)


def test_entries_of_an_older_version_are_chained_and_stay_when_the_migration_is_taken_back(
    database_url: str,
):
    config = alembic_config(database_url)
    command.downgrade(config, "0001")
    with_database(database_url, add_old_entries)
    for _ in range(2):
        command.upgrade(config, "0002")
        rows = with_database(database_url, lambda db: db.execute(text("SELECT * FROM audit_head")).all())
        assert [(row.id, row.entry_id) for row in rows] == [(1, 3)]
        command.downgrade(config, "0001")
    ids = with_database(
        database_url, lambda db: db.execute(text("SELECT id FROM audit_entry")).scalars().all()
    )
    assert sorted(ids) == [1, 2, 3]


async def test_the_program_goes_on_with_a_chain_that_the_migration_made(database_url: str, tmp_path: Path):
    config = alembic_config(database_url)
    await asyncio.to_thread(command.downgrade, config, "0001")
    await asyncio.to_thread(with_database, database_url, add_old_entries)
    await asyncio.to_thread(command.upgrade, config, "head")
    async with opened_runtime(database_url, tmp_path) as runtime:
        shop = Shop(runtime, await add_people(runtime))
        assert (await verified(shop)).entry_id >= 3
        await write(shop, "new")
        assert (await verified(shop)).entry_id > 3


async def denied(shop: Shop) -> list[Any]:
    return [entry.after for entry in await shop.rows(AuditEntry, action="denied")]


async def test_a_refused_call_is_written_down_with_who_tried_what(shop: Shop):
    with in_request_context(WORKSHOP):
        await shop.runtime.denials.audit(shop.people.client, "rest", "POST /api/orders/{order_id}/assign")
    [entry] = await shop.rows(AuditEntry, action="denied")
    assert (entry.actor_id, entry.actor_role) == (shop.people.client.user_id, "client")
    assert (entry.subject, entry.after, entry.address) == (
        "POST /api/orders/{order_id}/assign",
        {"action": "rest"},
        "203.0.113.7",
    )


async def test_a_flood_of_refused_calls_is_counted_not_written(shop: Shop, clock: MovableClock):
    with in_request_context(WORKSHOP):
        for _ in range(PER_CALLER + 12):
            await shop.runtime.denials.audit(GUEST, "rest", "GET /api/orders")
    assert len(await denied(shop)) == PER_CALLER
    await shop.runtime.denials.audit(shop.people.client, "rest", "GET /api/orders")
    clock.forward(minutes=1)
    with in_request_context(WORKSHOP):
        await shop.runtime.denials.audit(GUEST, "rest", "GET /api/orders")
    assert (await denied(shop))[-2:] == [{"action": "rest"}, {"action": "rest", "left_out": 12}]
    await verified(shop)


async def test_a_refusal_stands_when_its_entry_cannot_be_written(shop: Shop):
    await execute(shop, "ALTER TABLE audit_head RENAME TO away")
    await shop.runtime.denials.audit(GUEST, "rest", "GET /api/orders")
    await execute(shop, "ALTER TABLE away RENAME TO audit_head")
    assert await denied(shop) == []
    await shop.runtime.denials.audit(GUEST, "rest", "GET /api/orders")
    assert await denied(shop) == [{"action": "rest", "left_out_of_others": 1}]
