"""Administrators read the audit log over REST, newest first, page by page."""

from typing import Any

import pytest

from autoservice.shared.audit import AuditEntry
from tests.support.runtime import Callers, Shop, walk

PATH = "/api/admin/audit"


async def write(shop: Shop, count: int) -> None:
    """Entries of two actions, two subjects and two actors."""
    for number in range(count):
        actor = shop.people.administrator if number % 2 else shop.people.mechanic
        async with shop.runtime.transaction(actor) as unit:
            unit.audit("turned" if number % 2 else "opened", f"door:{number % 3}", after={"number": number})


async def read(callers: Callers, **wanted: Any) -> list[dict[str, Any]]:
    answer = await callers.administrator.get(PATH, params=wanted)
    assert answer.status_code == 200, answer.text
    entries: list[dict[str, Any]] = answer.json()["items"]
    return entries


@pytest.mark.both_databases
async def test_the_newest_entry_comes_first_with_all_that_is_known_of_it(shop: Shop, callers: Callers):
    await write(shop, 2)
    newest = (await read(callers))[0]
    [row] = await shop.rows(AuditEntry, action="turned")
    assert newest == {
        "id": row.id,
        "at": row.at.isoformat().replace("+00:00", "Z"),
        "actor_id": shop.people.administrator.user_id,
        "actor_role": "administrator",
        "session_id": "",
        "address": "",
        "request_id": "",
        "action": "turned",
        "subject": "door:1",
        "before": None,
        "after": {"number": 1},
        "hash": row.hash,
    }


@pytest.mark.both_databases
async def test_pages_follow_each_other_without_a_gap_while_others_write(shop: Shop, callers: Callers):
    await write(shop, 5)
    pages = []
    async for page in walk(callers.administrator, PATH, size=3):
        pages.append(page["items"])
        await write(shop, 2)
    ids = [entry["id"] for page in pages for entry in page]
    assert len(pages) > 1
    assert ids == list(range(ids[0], ids[0] - len(ids), -1))


async def test_the_log_is_filtered_by_action_subject_and_actor(shop: Shop, callers: Callers):
    await write(shop, 6)
    mechanic = shop.people.mechanic.user_id

    async def numbers(**wanted: Any) -> list[int]:
        return [entry["after"]["number"] for entry in await read(callers, **wanted)]

    assert await numbers(action="turned") == [5, 3, 1]
    assert await numbers(subject="door:0") == [3, 0]
    assert await numbers(actor_id=mechanic, action="opened") == [4, 2, 0]
    assert await numbers(actor_id=mechanic, action="opened", subject="door:2") == [2]
    assert await numbers(actor_id=mechanic, action="turned") == []


async def test_reading_the_log_leaves_no_entry(shop: Shop, callers: Callers):
    before = await shop.rows(AuditEntry)
    await read(callers)
    assert len(await shop.rows(AuditEntry)) == len(before)


@pytest.mark.parametrize(
    "wrong",
    [{"size": 101}, {"size": 0}, {"cursor": "x"}, {"actor_id": "x"}, {"action": "\x00"}],
    ids=str,
)
async def test_what_cannot_be_asked_is_refused(shop: Shop, callers: Callers, wrong: dict[str, Any]):
    assert (await callers.administrator.get(PATH, params=wrong)).status_code == 422
