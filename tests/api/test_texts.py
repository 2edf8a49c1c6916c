"""The texts of messages over REST: changed, checked, previewed, taken back, and what people get then."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio

from autoservice.modules.auth.models import User
from autoservice.modules.notifications.models import Delivery
from autoservice.modules.notifications.texts.editable import VARIABLES, id_of
from autoservice.modules.orders.workflow import UNDO_TIME
from autoservice.shared.audit import AuditEntry
from tests.support.accounts import title
from tests.support.runtime import Callers, MovableClock, Shop, opened_shop, sign_everybody_in
from tests.support.smtp import SmtpServer

TEXTS = "/api/admin/texts"
READY = f"{TEXTS}/ready"
CELLS = f"{TEXTS}/cells"
OWN = {"title_ru": "Заказ {number} готов", "text_ru": "{client}, ждём вас: {car}. {shop}"}


@pytest_asyncio.fixture
async def shop(
    database_url: str, tmp_path: Path, clock: MovableClock, smtp_server: SmtpServer
) -> AsyncIterator[Shop]:
    """A shop whose e-mails go over a real server."""
    smtp_server.emails.clear()
    async with opened_shop(database_url, tmp_path, clock=clock, smtp_url=smtp_server.url) as shop:
        yield shop


@pytest_asyncio.fixture
async def callers(shop: Shop) -> Callers:
    """Everybody, signed in."""
    return await sign_everybody_in(shop)


@pytest.fixture
def boss(callers: Callers) -> httpx.AsyncClient:
    """The administrator, signed in."""
    return callers.administrator


async def get_ready(shop: Shop, clock: MovableClock) -> Any:
    """An order whose car is ready, and of which everybody was told."""
    order = await shop.assigned_order()
    await shop.complete(order, len(order.stages) - 1)
    await shop.relay_all()
    clock.now += UNDO_TIME
    await shop.relay_all()
    return order


def cell(field: str, value: str, version: int = 0, kind: str = "ready") -> dict[str, Any]:
    return {"id": id_of(kind), "version": version, "field": field, "value": value}


async def test_a_text_is_changed_and_made_the_shipped_one_again(shop: Shop, boss: httpx.AsyncClient):
    listed = {one["kind"]: one for one in (await boss.get(TEXTS)).json()}
    assert list(listed) == [str(kind) for kind in VARIABLES]
    shipped = listed["ready"]
    assert (shipped["version"], shipped["enabled"], shipped["changed"]) == (0, True, False)
    changed = (await boss.patch(READY, json={**OWN, "version": 0})).json()
    assert {name: changed[name] for name in OWN} == OWN
    assert (changed["version"], changed["changed"]) == (1, True)
    assert changed["text_en"] == shipped["text_en"]
    # An emptied text is the shipped one.
    emptied = (await boss.patch(READY, json={"text_ru": " "})).json()
    assert (emptied["text_ru"], emptied["changed"]) == (shipped["text_ru"], True)
    again = (await boss.post(f"{READY}/default", json={"version": 2})).json()
    assert again == {**shipped, "version": 3}
    assert (await boss.get(READY)).json() == again
    audited = await shop.rows(AuditEntry, action="text_changed")
    assert [entry.subject for entry in audited] == ["text:ready"] * 3
    assert (audited[0].before, audited[0].after) == ({"enabled": True}, {"enabled": True, **OWN})
    assert audited[2].after == {"enabled": True}


async def test_what_is_not_different_is_not_audited(shop: Shop, boss: httpx.AsyncClient):
    shipped = (await boss.get(READY)).json()
    answer = await boss.patch(READY, json={"title_ru": shipped["title_ru"], "text_en": ""})
    assert not answer.json()["changed"]
    await boss.post(f"{READY}/default", json={})
    assert await shop.rows(AuditEntry, action="text_changed") == []


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("text_ru", "Готово: {prise}", "{prise}"),
        ("text_ru", "{car.__class__}", "{car.__class__}"),
        ("title_ru", "Готово, {client}", "{client}"),
        ("text_en", "Ready: {car", "{number}"),
        ("text_en", "x" * 301, "too long"),
        ("title_en", "x" * 101, "too long"),
        ("enabled", "perhaps", "Yes"),
        ("kind", "delivered", "cannot be edited"),
    ],
)
async def test_what_cannot_be_sent_is_refused_in_its_cell(
    shop: Shop, boss: httpx.AsyncClient, field: str, value: str, said: str
):
    cells = [cell("title_en" if field != "title_en" else "text_en", "Fine"), cell(field, value)]
    answer = await boss.patch(CELLS, json={"cells": cells}, headers={"Accept-Language": "en"})
    assert title(answer) == (422, "CellsRefused")
    [error] = answer.json()["errors"]
    assert (error["id"], error["field"]) == (id_of("ready"), field)
    assert said in error["detail"]
    assert not (await boss.get(READY)).json()["changed"]


async def test_somebody_elses_change_is_shown_and_not_overwritten(boss: httpx.AsyncClient):
    answer = await boss.patch(CELLS, json={"cells": [cell("title_en", "First")]})
    assert answer.json()["rows"][0]["version"] == 1
    late = await boss.patch(CELLS, json={"cells": [cell("title_en", "Second")]})
    assert title(late) == (409, "RowsChanged")
    assert late.json()["rows"][0]["cells"]["title_en"] == "First"
    assert title(await boss.post(f"{READY}/default", json={"version": 0})) == (409, "RowsChanged")
    assert title(await boss.patch(READY, json={"title_en": "x", "version": 0})) == (409, "RowsChanged")
    unknown = await boss.patch(CELLS, json={"cells": [{**cell("title_en", "x"), "id": 77}]})
    assert (title(unknown), unknown.json()["gone"]) == ((409, "RowsChanged"), [77])


@pytest.mark.both_databases
async def test_of_two_who_change_a_text_for_the_first_time_one_is_told(boss: httpx.AsyncClient):
    changes = ({"cells": [cell("title_en", f"From {one}")]} for one in "abc")
    answers = await asyncio.gather(*(boss.patch(CELLS, json=change) for change in changes))
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409]
    assert (await boss.get(READY)).json()["version"] == 1


async def test_clients_get_the_shops_own_words(
    shop: Shop, callers: Callers, clock: MovableClock, smtp_server: SmtpServer
):
    await callers.administrator.patch(READY, json=OWN)
    order = await get_ready(shop, clock)
    [email] = [one for one in smtp_server.emails if order.number in one["Subject"]]
    assert email["Subject"] == f"Заказ {order.number} готов"
    assert f"{order.client_name}, ждём вас: " in email.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    headers = {"Accept-Language": "ru"}
    titles = [
        one["title"]
        for one in (await callers.client.get("/api/notifications", headers=headers)).json()["items"]
    ]
    assert f"Заказ {order.number} готов" in titles


async def test_a_change_between_planning_and_sending_is_in_the_email(
    shop: Shop, callers: Callers, clock: MovableClock, smtp_server: SmtpServer
):
    order = await shop.assigned_order()
    await shop.complete(order, len(order.stages) - 1)
    await shop.relay_all()
    await callers.administrator.patch(READY, json={"title_ru": "Последнее слово"})
    clock.now += UNDO_TIME
    await shop.relay_all()
    assert "Последнее слово" in [one["Subject"] for one in smtp_server.emails]


@pytest.mark.parametrize("when", ["before", "planned"])
async def test_what_is_switched_off_is_told_to_nobody_by_no_channel(
    shop: Shop, callers: Callers, clock: MovableClock, smtp_server: SmtpServer, when: str
):
    order = await shop.assigned_order()
    if when == "before":
        await callers.administrator.patch(READY, json={"enabled": False})
    await shop.complete(order, len(order.stages) - 1)
    await shop.relay_all()
    if when == "planned":
        await callers.administrator.patch(
            CELLS, json={"cells": [cell("enabled", "Нет")]}, headers={"Accept-Language": "ru"}
        )
    clock.now += UNDO_TIME
    await shop.relay_all()
    deliveries = await shop.rows(Delivery, kind="ready")
    assert {row.state for row in deliveries} == (set() if when == "before" else {"dropped"})
    assert "ready" not in [
        one["kind"] for one in (await callers.client.get("/api/notifications")).json()["items"]
    ]
    assert not any("готов" in one["Subject"] for one in smtp_server.emails)


async def test_a_preview_shows_both_languages_as_saved(boss: httpx.AsyncClient):
    await boss.patch(READY, json=OWN)
    ru, en = (await boss.get(f"{READY}/preview")).json()
    assert (ru["locale"], en["locale"]) == ("ru", "en")
    assert ru["subject"] == ru["push_title"] == "Заказ 2026-00042 готов"
    assert "Анна, ждём вас: Lada Vesta, А123ВС777." in ru["push_text"]
    assert "{" not in ru["email"] + en["email"]
    assert en["subject"] == "Your car is ready"


async def test_an_email_to_oneself_is_what_clients_get(
    shop: Shop, boss: httpx.AsyncClient, smtp_server: SmtpServer
):
    await boss.patch(READY, json=OWN)
    assert (await boss.post(f"{READY}/test", json={"locale": "ru"})).status_code == 202
    await shop.relay_all()
    [email] = smtp_server.emails
    [user] = await shop.rows(User, id=shop.people.administrator.user_id)
    assert (email["To"], email["Subject"]) == (user.email, "Заказ 2026-00042 готов")


async def test_an_email_to_oneself_needs_an_address(shop: Shop, boss: httpx.AsyncClient):
    await shop.change(shop.people.administrator, email="")
    assert title(await boss.post(f"{READY}/test", json={"locale": "ru"})) == (409, "NoOwnEmail")


async def test_without_a_mail_server_nothing_pretends_to_be_sent(database_url: str, tmp_path: Path):
    async with opened_shop(database_url, tmp_path) as shop:
        boss = (await sign_everybody_in(shop)).administrator
        answer = await boss.post(f"{READY}/test", json={"locale": "en"})
        assert title(answer) == (503, "NoMailServer")


@pytest.mark.parametrize("kind", ["trial", "confirm_registration", "nothing"])
async def test_other_messages_have_no_text_to_edit(boss: httpx.AsyncClient, kind: str):
    path = f"{TEXTS}/{kind}"
    for answer in (
        await boss.get(path),
        await boss.patch(path, json={"title_ru": "x"}),
        await boss.post(f"{path}/default", json={}),
        await boss.get(f"{path}/preview"),
        await boss.post(f"{path}/test", json={"locale": "ru"}),
    ):
        assert title(answer) == (404, "TextNotFound")
