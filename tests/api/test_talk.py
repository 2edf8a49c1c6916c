"""The talk of client and shop under an order: written, read, taken back, told of, and erased."""

from datetime import timedelta
from typing import Any

import httpx
import pytest

from autoservice.events.progress import ClientWrote, TalkSeen
from autoservice.modules.auth.credentials.limits import LINK_MESSAGES
from autoservice.modules.notifications.groups import TALK_BURST
from autoservice.modules.notifications.models import Delivery
from autoservice.modules.notifications.topics import (
    DASHBOARD,
    ORDERS,
    client_topic,
    mechanic_topic,
    order_topic,
    talk_topic,
)
from autoservice.modules.orders.models import Order
from autoservice.modules.orders.schemas import OrderView
from autoservice.modules.progress.talk.models import OrderMessage, TalkReading
from autoservice.modules.progress.talk.schemas import MESSAGE_LIMIT
from autoservice.modules.progress.talk.window import BUDGET, LONGEST
from autoservice.shared.access import SYSTEM, Actor
from autoservice.shared.audit import AuditEntry
from autoservice.wiring.reactions import PUSH_ORDER_CHANGED, PUSH_TALK_CHANGED
from tests.support.factories import PASSWORD
from tests.support.runtime import Callers, MovableClock, Shop, connect

SHOP = {"demo": True}
SECRET = "Ключ под сиденьем."


@pytest.fixture
async def order(shop: Shop) -> OrderView:
    return await shop.assigned_order()


def path_of(order: OrderView, place: str = "") -> str:
    return f"/api/orders/{order.id}/messages{place}"


async def write(caller: httpx.AsyncClient, order: OrderView, text: str = "Когда забрать?") -> dict[str, Any]:
    answer = await caller.post(path_of(order), json={"text": text})
    assert answer.status_code == 201, answer.text
    written: dict[str, Any] = answer.json()
    return written


async def texts(caller: httpx.AsyncClient, order: OrderView) -> list[str]:
    return [one["text"] for one in (await caller.get(path_of(order))).json()["items"]]


async def unread(shop: Shop, person: Actor, *orders: OrderView) -> dict[int, int]:
    async with shop.runtime.read_only(person) as unit:
        return await unit.services.talk.count_unread([order.id for order in orders])


async def holder(callers: Callers, order: OrderView, *, may_approve: bool) -> httpx.AsyncClient:
    """A browser that has opened a link to the order."""
    path = f"/api/orders/{order.id}/tracking-links"
    link = (await callers.client.post(path, json={"may_approve": may_approve})).json()
    caller = connect(address="203.0.113.9")
    await caller.get("/t/" + link["url"].rpartition("/t/")[2])
    # As its own page sends them.
    caller.headers["Sec-Fetch-Site"] = "same-origin"
    return caller


async def test_client_mechanic_and_administrator_read_each_other_and_strangers_do_not(
    callers: Callers, order: OrderView
):
    await write(callers.client, order, "Когда забрать?")
    await write(callers.mechanic, order, "Завтра после обеда.")
    await write(callers.administrator, order, "Ждём вас до 19:00.")
    for caller in (callers.client, callers.mechanic, callers.administrator):
        assert await texts(caller, order) == ["Ждём вас до 19:00.", "Завтра после обеда.", "Когда забрать?"]
    for caller in (callers.other_client, callers.other_mechanic):
        assert (await caller.get(path_of(order))).status_code == 404
        assert (await caller.post(path_of(order), json={"text": "Чужой."})).status_code == 404
        assert (await caller.post(path_of(order, "/read"), json={"up_to": 1})).status_code == 404
    newest = (await callers.client.get(path_of(order))).json()["items"][0]
    assert (newest["number"], newest["from_shop"], newest["is_own"]) == (3, True, False)


async def test_the_text_is_kept_as_it_was_typed_and_a_bad_one_is_refused(callers: Callers, order: OrderView):
    typed = '  <b>Смотрите</b>\nhttps://example.com/?a=1&b="2"  '
    assert (await write(callers.client, order, typed))["text"] == typed.strip()
    assert (await write(callers.client, order, "ж" * MESSAGE_LIMIT))["number"] == 2
    for text, code in ((" \n", "MessageEmpty"), ("ж" * (MESSAGE_LIMIT + 1), "MessageTooLong")):
        refused = await callers.client.post(path_of(order), json={"text": text})
        assert (refused.status_code, refused.json()["title"]) == (422, code)
    assert len(await texts(callers.client, order)) == 2


@pytest.mark.both_databases
async def test_a_message_that_is_sent_again_is_written_once(shop: Shop, callers: Callers, order: OrderView):
    key = {"Idempotency-Key": "one-message"}
    sent = [
        await callers.client.post(path_of(order), json={"text": "Алло?"}, headers=key) for _ in "once again"
    ]
    assert {answer.status_code for answer in sent} == {201}
    assert len({answer.json()["id"] for answer in sent}) == 1
    assert len(await shop.rows(OrderMessage)) == 1


async def test_a_message_is_in_the_timeline_and_makes_no_open_form_stale(
    shop: Shop, callers: Callers, order: OrderView
):
    [before] = await shop.rows(Order)
    written = await write(callers.client, order)
    [after] = await shop.rows(Order)
    assert (after.version, after.updated_at) == (before.version, before.updated_at)
    entry = (await shop.timeline(order.id))[-1]
    assert (entry.kind, entry.published, entry.data) == (
        "client_wrote",
        True,
        {"message_id": written["id"]},
    )


async def test_pages_go_back_to_the_first_message(callers: Callers, order: OrderView):
    for number in range(5):
        await write(callers.client, order, f"Сообщение {number}")
    found: list[int] = []
    cursor: str | None = ""
    for _ in range(3):
        page = (await callers.client.get(path_of(order), params={"size": 2, "cursor": cursor})).json()
        found += [one["number"] for one in page["items"]]
        cursor = page["next"]
    assert found == [5, 4, 3, 2, 1]
    assert cursor is None
    bad = await callers.client.get(path_of(order), params={"cursor": "nonsense"})
    assert bad.json()["title"] == "UnknownCursor"


async def test_an_opened_talk_is_bounded_and_joins_what_comes_before_it(
    shop: Shop, callers: Callers, order: OrderView
):
    for _ in range(27):
        await write(callers.client, order, "Сообщение")
    async with shop.runtime.read_only(shop.people.administrator) as unit:
        shown = (await unit.services.talk.open_talk(order.id)).messages
        earlier = await unit.services.talk.find_earlier(order.id, shown[0].number)
    assert [one.number for one in shown] == list(range(11, 28))
    assert [one.number for one in earlier] == list(range(1, 11))
    for _ in range(LONGEST):
        await write(callers.client, order, "ж" * MESSAGE_LIMIT)
    async with shop.runtime.read_only(shop.people.administrator) as unit:
        shown = (await unit.services.talk.open_talk(order.id)).messages
    assert 1 <= len(shown) < LONGEST
    assert sum(len(one.text.encode()) for one in shown) <= BUDGET
    assert shown[-1].number == 27 + LONGEST


@pytest.mark.both_databases
async def test_what_the_other_side_wrote_is_unread_until_it_was_seen(
    shop: Shop, callers: Callers, order: OrderView
):
    people, other = shop.people, await shop.assigned_order()
    await write(callers.client, order)
    await write(callers.client, order)
    await write(callers.mechanic, order)
    await write(callers.client, other)
    assert await unread(shop, people.client, order, other) == {order.id: 1}
    assert await unread(shop, people.mechanic, order, other) == {order.id: 2, other.id: 1}
    # Reading the messages over REST, or opening the page, says nothing of having seen them.
    await texts(callers.mechanic, order)
    assert (await callers.mechanic.post(path_of(order, "/read"), json={"up_to": 1})).status_code == 204
    assert await unread(shop, people.mechanic, order) == {order.id: 1}
    assert await unread(shop, people.administrator, order) == {order.id: 2}
    # An older window says less; a number that is not there yet says no more than there is.
    for up_to in (2000, 1):
        await callers.mechanic.post(path_of(order, "/read"), json={"up_to": up_to})
    [reading] = await shop.rows(TalkReading)
    assert (reading.user_id, reading.up_to) == (people.mechanic.user_id, 3)
    await write(callers.client, order)
    assert await unread(shop, people.mechanic, order) == {order.id: 1}


async def test_unread_numbers_of_a_list_cost_one_query(shop: Shop, callers: Callers, order: OrderView):
    orders = [order, await shop.assigned_order(), await shop.assigned_order()]
    for one in orders:
        await write(callers.client, one)
    statements: list[str] = []
    async with shop.runtime.read_only(shop.people.mechanic) as unit:
        await unit.services.orders.get_order(order.id)
        execute = unit.session.execute

        async def counted(statement: Any, *arguments: Any, **options: Any) -> Any:
            statements.append(str(statement))
            return await execute(statement, *arguments, **options)

        unit.session.execute = counted  # type: ignore[method-assign]
        found = await unit.services.talk.count_unread([one.id for one in orders])
    assert found == {one.id: 1 for one in orders}
    assert len(statements) == 1


async def test_a_message_wakes_all_who_show_it_and_reading_the_readers_own_windows(
    shop: Shop, order: OrderView
):
    people = shop.people
    async with shop.runtime.transaction(SYSTEM) as unit:
        wrote = [ClientWrote(order.id, 1)]
        assert await PUSH_TALK_CHANGED.find_topics(unit.services, wrote) == {talk_topic(order.id)}
        assert await PUSH_ORDER_CHANGED.find_topics(unit.services, wrote) == {
            DASHBOARD,
            ORDERS,
            order_topic(order.id),
            client_topic(people.client.user_id),
            mechanic_topic(people.mechanic.user_id),
        }
        client = people.client.user_id
        seen = await PUSH_TALK_CHANGED.find_topics(unit.services, [TalkSeen(order.id, client)])
        assert seen == {talk_topic(order.id), client_topic(client), mechanic_topic(client)}
        administrator = people.administrator.user_id
        assert ORDERS in await PUSH_TALK_CHANGED.find_topics(
            unit.services, [TalkSeen(order.id, administrator)]
        )


async def test_the_author_and_an_administrator_take_a_message_back_nobody_else_does(
    shop: Shop, callers: Callers, order: OrderView
):
    written = await write(callers.client, order, SECRET)
    place = path_of(order, f"/{written['id']}")
    refused = await callers.mechanic.delete(place)
    assert (refused.status_code, refused.json()["title"]) == (403, "NotYourReport")
    assert (await callers.other_client.delete(place)).status_code == 404
    assert (await callers.client.delete(path_of(order, "/9999"))).json()["title"] == "MessageNotFound"
    assert {(await callers.client.delete(place)).status_code for _ in "twice"} == {204}
    [left] = (await callers.mechanic.get(path_of(order))).json()["items"]
    assert (left["text"], left["withdrawn"], left["can_withdraw"]) == ("", True, False)
    assert await unread(shop, shop.people.mechanic, order) == {}
    assert SECRET not in str(await shop.everything())
    another = await write(callers.mechanic, order)
    assert (await callers.administrator.delete(path_of(order, f"/{another['id']}"))).status_code == 204
    audited = await shop.rows(AuditEntry, action="message_withdrawn")
    assert [(entry.after or {}).get("instead_of") for entry in audited] == [
        None,
        shop.people.mechanic.user_id,
    ]


async def test_the_holder_of_a_link_reads_without_names_and_writes_where_it_may_decide(
    shop: Shop, callers: Callers, order: OrderView
):
    await write(callers.client, order, "Когда?")
    await write(callers.mechanic, order, "Завтра.")
    reader = await holder(callers, order, may_approve=False)
    seen = await reader.get(path_of(order))
    assert [one["text"] for one in seen.json()["items"]] == ["Завтра.", "Когда?"]
    assert {(one["author_id"], one["author_name"]) for one in seen.json()["items"]} == {(0, "")}
    assert (await reader.post(path_of(order), json={"text": "Нельзя."})).status_code == 401
    before = await shop.everything()
    assert (await reader.post(path_of(order, "/read"), json={"up_to": 2})).status_code == 204
    assert await shop.everything() == before
    approver = await holder(callers, order, may_approve=True)
    written = await write(approver, order, "Заберу я.")
    assert (written["by_link"], written["from_shop"], written["is_own"]) == (True, False, True)
    # Its requests have no keys: the same text once more is the same message.
    assert (await write(approver, order, "Заберу я."))["id"] == written["id"]
    for_shop = (await callers.mechanic.get(path_of(order))).json()["items"][0]
    assert (for_shop["by_link"], for_shop["author_id"], for_shop["is_own"]) == (True, 0, False)
    assert (await approver.delete(path_of(order, f"/{written['id']}"))).json()["title"] == "NotYourReport"


async def test_the_holders_of_a_link_write_only_so_often(callers: Callers, order: OrderView):
    approver = await holder(callers, order, may_approve=True)
    for number in range(LINK_MESSAGES.amount):
        await write(approver, order, f"Сообщение {number}")
    refused = await approver.post(path_of(order), json={"text": "Ещё одно."})
    assert (refused.status_code, refused.json()["title"]) == (429, "TooManyAttempts")
    await write(callers.client, order, "А я могу.")


async def test_a_client_is_told_of_the_shops_messages_and_the_shop_of_theirs(
    shop: Shop, callers: Callers, clock: MovableClock, order: OrderView
):
    people = shop.people
    for _ in range(3):
        await write(callers.client, order)
        await shop.relay_all()
    await write(callers.mechanic, order, SECRET)
    await shop.relay_all()
    clock.now += TALK_BURST + timedelta(seconds=1)
    await shop.relay_all()
    rows = [row for row in await shop.rows(Delivery) if row.kind in ("client_wrote", "shop_wrote")]
    emails = {(row.user_id, row.kind, row.count, row.state) for row in rows if row.channel == "email"}
    assert emails == {
        (people.mechanic.user_id, "client_wrote", 3, "sent"),
        (people.administrator.user_id, "client_wrote", 3, "sent"),
        (people.client.user_id, "shop_wrote", 1, "sent"),
    }
    mail = (await shop.emails("client@example.com"))[0].mail
    assert mail.subject == "Сообщение от автосервиса"
    assert f"/orders/{order.id}#talk" in str(mail.links)
    assert SECRET not in mail.text
    bell = (await callers.client.get("/api/notifications")).json()["items"]
    assert "shop_wrote" in {one["kind"] for one in bell}


async def test_whoever_has_read_it_meanwhile_gets_no_email_for_it(
    shop: Shop, callers: Callers, clock: MovableClock, order: OrderView
):
    await write(callers.mechanic, order)
    await shop.relay_all()
    await callers.client.post(path_of(order, "/read"), json={"up_to": 1})
    clock.now += TALK_BURST + timedelta(seconds=1)
    await shop.relay_all()
    [email] = await shop.rows(Delivery, kind="shop_wrote", channel="email")
    assert email.state == "dropped"


async def test_whoever_works_on_the_order_no_longer_gets_no_news_of_its_talk(
    shop: Shop, callers: Callers, clock: MovableClock, order: OrderView
):
    await write(callers.client, order)
    await shop.relay_all()
    await shop.assign(order, shop.people.other_mechanic)
    clock.now += TALK_BURST + timedelta(seconds=1)
    await shop.relay_all()
    theirs = {"kind": "client_wrote", "channel": "email", "user_id": shop.people.mechanic.user_id}
    [email] = await shop.rows(Delivery, **theirs)
    assert email.state == "dropped"


@pytest.mark.both_databases
@pytest.mark.parametrize(("clients", "mechanics"), [(1, 2), (2, 1), (2, 2)])
async def test_of_two_accounts_of_one_person_the_further_reading_stays(
    shop: Shop, callers: Callers, order: OrderView, clients: int, mechanics: int
):
    await write(callers.client, order)
    await write(callers.mechanic, order)
    await callers.client.post(path_of(order, "/read"), json={"up_to": clients})
    await callers.mechanic.post(path_of(order, "/read"), json={"up_to": mechanics})
    client, mechanic = shop.people.client.user_id, shop.people.mechanic.user_id
    users = "/api/admin/users"
    assert (
        await callers.administrator.patch(f"{users}/{mechanic}", json={"role": "client"})
    ).status_code == 200
    merge = f"/api/admin/clients/{mechanic}/merge"
    answer = await callers.administrator.post(merge, json={"client_id": client})
    assert answer.status_code == 200, answer.text
    [reading] = await shop.rows(TalkReading)
    assert (reading.user_id, reading.up_to) == (mechanic, 2)


async def test_messages_are_exported_and_go_with_their_clients_account(
    shop: Shop, callers: Callers, order: OrderView
):
    await write(callers.client, order, SECRET)
    await write(callers.administrator, order, "Здравствуйте, Анна!")
    await callers.client.post(path_of(order, "/read"), json={"up_to": 2})
    exported = (await callers.client.get("/api/profile/export")).json()["talk"]
    assert [(one["order_id"], one["text"]) for one in exported] == [(order.id, SECRET)]
    await callers.administrator.post(f"/api/orders/{order.id}/cancel", json={"reason": "Передумала"})
    gone = await callers.client.post("/api/profile/delete", json={"current_password": PASSWORD})
    assert gone.status_code == 204, gone.text
    assert {(row.text, row.withdrawn_at is None) for row in await shop.rows(OrderMessage)} == {("", False)}
    assert not await shop.rows(TalkReading)
