"""The shop's people over REST: finding them, their roles, switching off, and invitations."""

import asyncio
from typing import Any

import httpx
import pytest
import pytest_asyncio

from autoservice.modules.auth.models import User
from autoservice.shared.access import Actor, Role
from autoservice.shared.audit import AuditEntry
from tests.support.accounts import BETTER, GOOD, can_sign_in, refresh, title, whoami
from tests.support.factories import PASSWORD, email
from tests.support.runtime import MovableClock, Shop, connect, walk

SHOP = {"demo": True}
USERS, INVITATIONS = "/api/admin/users", "/api/admin/invitations"
NEW = "egor@example.com"


@pytest_asyncio.fixture
async def boss(shop: Shop) -> httpx.AsyncClient:
    """The administrator, signed in."""
    return connect(await shop.sign_in(shop.people.administrator))


async def found(boss: httpx.AsyncClient, **wanted: Any) -> list[str]:
    """The names on one page, in their order."""
    answer = await boss.get(USERS, params=wanted)
    assert answer.status_code == 200, answer.text
    return [one["name"] for one in answer.json()["items"]]


async def change(boss: httpx.AsyncClient, actor: Actor, **change: Any) -> httpx.Response:
    return await boss.patch(f"{USERS}/{actor.user_id}", json=change)


@pytest.mark.both_databases
async def test_people_are_listed_by_name(boss: httpx.AsyncClient):
    names = await found(boss)
    assert names == ["Анна Смирнова", "Илья Козлов", "Мария Волкова", "Олег Белов", "Пётр Орлов"]


@pytest.mark.parametrize("text", ["козлов", "КОЗЛОВ", "Коз", "mechanic@", "MECHANIC@Example", "  козлов "])
async def test_somebody_is_found_by_part_of_name_or_address_in_any_case(boss: httpx.AsyncClient, text: str):
    assert "Илья Козлов" in await found(boss, text=text)
    assert "Анна Смирнова" not in await found(boss, text=text)


@pytest.mark.parametrize("text", ["%", "_", "\\", "'", "nobody"])
async def test_signs_stand_for_themselves_only(boss: httpx.AsyncClient, text: str):
    assert await found(boss, text=text) == (["Пётр Орлов"] if text == "_" else []) or text == "_"


async def test_somebody_is_found_by_part_of_the_number(shop: Shop, boss: httpx.AsyncClient):
    await shop.change(shop.people.mechanic, phone="+79161234567")
    assert await found(boss, text="916123") == ["Илья Козлов"]


async def test_a_role_is_listed_by_itself_and_page_by_page(boss: httpx.AsyncClient):
    assert await found(boss, role="mechanic") == ["Илья Козлов", "Пётр Орлов"]
    everybody = [page async for page in walk(boss, USERS, size=2)]
    assert [len(page["items"]) for page in everybody] == [2, 2, 1]
    assert [page["total"] for page in everybody] == [5, 5, 5]
    assert everybody[-1]["items"][0]["name"] == "Пётр Орлов"


async def test_nothing_secret_is_listed(shop: Shop, boss: httpx.AsyncClient):
    text = (await boss.get(USERS)).text
    assert "hash" not in text
    assert (await shop.user(shop.people.client)).password_hash not in text


async def test_another_role_counts_at_once(shop: Shop, boss: httpx.AsyncClient):
    client = connect(await shop.sign_in(shop.people.client))
    assert (await change(boss, shop.people.client, role="mechanic")).json()["role"] == "mechanic"
    assert (await client.get("/api/auth/me")).json()["role"] == "mechanic"
    enqueued = [message.reaction for message in await shop.enqueued("user_role_changed")]
    assert enqueued == ["push_access_changed", "push_people_changed"]
    [entry] = await shop.rows(AuditEntry, action="user_role_changed")
    assert (entry.before, entry.after) == ("client", "mechanic")
    assert entry.subject == f"user:{shop.people.client.user_id}"


async def test_the_same_role_again_changes_nothing(shop: Shop, boss: httpx.AsyncClient):
    before = await shop.everything()
    assert (await change(boss, shop.people.client, role="client", active=True)).status_code == 200
    assert await shop.everything() == before


@pytest.mark.parametrize("role", ["guest", "system", "enrolling", "boss"])
async def test_what_is_no_accounts_role_is_refused(shop: Shop, boss: httpx.AsyncClient, role: str):
    assert (await change(boss, shop.people.client, role=role)).status_code in (403, 422)
    invitation = {"email": NEW, "name": "Егор", "role": role}
    assert (await boss.post(INVITATIONS, json=invitation)).status_code in (403, 422)
    assert (await shop.user(shop.people.client)).role == "client"


async def test_switching_off_ends_sessions_and_switching_on_lets_in_again(
    shop: Shop, boss: httpx.AsyncClient
):
    session = await shop.open_session(shop.people.client)
    assert (await change(boss, shop.people.client, active=False)).json()["active"] is False
    assert await whoami(session.access_token) == 401
    assert (await refresh(session.refresh_token)).status_code == 401
    assert not await can_sign_in(email("client"), PASSWORD)
    assert len(await shop.enqueued("sessions_revoked")) == 1
    await change(boss, shop.people.client, active=True)
    assert await can_sign_in(email("client"), PASSWORD)
    assert await whoami(session.access_token) == 401
    assert [action for action, _ in await shop.audited("account_disabled", "account_enabled")] == [
        "account_disabled",
        "account_enabled",
    ]


async def test_nobody_who_is_not_there_is_changed(shop: Shop, boss: httpx.AsyncClient):
    assert (await boss.patch(f"{USERS}/{2**31 - 1}", json={"active": False})).status_code == 404
    gone = await shop.hire("gone", Role.CLIENT)
    await shop.change(gone, deleted_at=shop.runtime.clock(), active=False)
    assert (await change(boss, gone, active=True)).status_code == 404


@pytest.mark.parametrize("wish", [{"role": "client"}, {"active": False}], ids=str)
async def test_the_last_administrator_stays(shop: Shop, boss: httpx.AsyncClient, wish: dict[str, Any]):
    answer = await change(boss, shop.people.administrator, **wish)
    assert title(answer) == (409, "LastAdministrator")
    await shop.hire("second", Role.ADMINISTRATOR)
    assert (await change(boss, shop.people.administrator, **wish)).status_code == 200


async def test_an_administrator_who_is_switched_off_does_not_count(shop: Shop, boss: httpx.AsyncClient):
    await shop.change(await shop.hire("second", Role.ADMINISTRATOR), active=False)
    assert title(await change(boss, shop.people.administrator, role="client")) == (409, "LastAdministrator")


@pytest.mark.both_databases
@pytest.mark.parametrize("wish", [{"role": "client"}, {"active": False}], ids=str)
async def test_of_two_administrators_who_remove_each_other_at_once_one_stays(
    shop: Shop, boss: httpx.AsyncClient, wish: dict[str, Any]
):
    second = await shop.hire("second", Role.ADMINISTRATOR)
    other = connect(await shop.sign_in(second))
    answers = await asyncio.gather(
        change(boss, second, **wish), change(other, shop.people.administrator, **wish)
    )
    # Whoever was slower may have been removed before the request came in.
    assert sorted(answer.status_code for answer in answers) in ([200, 409], [200, 401], [200, 403])
    assert len(await shop.rows(User, role="administrator", active=True)) == 1


async def invite(boss: httpx.AsyncClient, address: str = NEW, role: str = "mechanic") -> httpx.Response:
    return await boss.post(INVITATIONS, json={"email": address, "name": "Егор Лебедев", "role": role})


async def accept(token: str, password: str = GOOD, name: str = "Егор Лебедев") -> httpx.Response:
    body = {"token": token, "name": name, "password": password}
    return await connect().post("/api/auth/invitation", json=body)


async def test_whoever_is_invited_begins_to_work_here(shop: Shop, boss: httpx.AsyncClient):
    assert (await invite(boss)).status_code == 201
    letter = await shop.last_email(NEW)
    assert "Мария Волкова" in letter.mail.text
    answer = await accept(letter.token)
    assert (answer.status_code, answer.json()["role"]) == (201, "mechanic")
    assert await can_sign_in(NEW, GOOD)
    assert (await boss.get(INVITATIONS)).json()["items"] == []
    assert title(await accept(letter.token, BETTER)) == (422, "DeadLink")


@pytest.mark.both_databases
async def test_of_several_who_accept_at_once_one_does(shop: Shop, boss: httpx.AsyncClient):
    await invite(boss)
    token = (await shop.last_email(NEW)).token
    answers = await asyncio.gather(*(accept(token) for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [201, 422, 422, 422]


async def test_an_invitation_is_withdrawn(shop: Shop, boss: httpx.AsyncClient):
    invitation = (await invite(boss)).json()
    assert [one["id"] for one in (await boss.get(INVITATIONS)).json()["items"]] == [invitation["id"]]
    token = (await shop.last_email(NEW)).token
    path = f"{INVITATIONS}/{invitation['id']}"
    assert (await boss.delete(path)).status_code == 204
    assert title(await accept(token)) == (422, "DeadLink")
    assert (await boss.delete(path)).status_code == 404
    assert (await boss.get(INVITATIONS)).json()["items"] == []


async def test_an_invitation_lasts_a_week(shop: Shop, boss: httpx.AsyncClient, clock: MovableClock):
    await invite(boss)
    token = (await shop.last_email(NEW)).token
    clock.forward(days=7)
    assert title(await accept(token)) == (422, "DeadLink")


async def test_an_invitation_whose_password_is_bad_stays_open(shop: Shop, boss: httpx.AsyncClient):
    await invite(boss)
    token = (await shop.last_email(NEW)).token
    assert title(await accept(token, "short")) == (422, "PasswordTooShort")
    assert (await accept(token)).status_code == 201


async def test_an_address_that_has_an_account_is_not_invited(shop: Shop, boss: httpx.AsyncClient):
    assert title(await invite(boss, email("client"))) == (409, "AddressTaken")
    assert title(await invite(boss, "nobody")) == (422, "NotAnEmail")
    await invite(boss)
    token = (await shop.last_email(NEW)).token
    await shop.change(shop.people.client, email=NEW)
    assert title(await accept(token)) == (409, "AddressTaken")


async def test_only_invitations_are_withdrawn(shop: Shop, boss: httpx.AsyncClient):
    await connect().post("/api/auth/password-reset", json={"login": email("client")})
    assert (await boss.delete(f"{INVITATIONS}/1")).status_code == 404


async def test_invitations_are_audited_without_anything_personal(shop: Shop, boss: httpx.AsyncClient):
    first, second = (await invite(boss)).json(), (await invite(boss, "other@example.com")).json()
    await accept((await shop.last_email(NEW)).token)
    await boss.delete(f"{INVITATIONS}/{second['id']}")
    [user] = await shop.rows(User, email=NEW)
    assert await shop.audited("invitation_sent", "user_registered", "invitation_withdrawn") == [
        ("invitation_sent", f"token:{first['id']}"),
        ("invitation_sent", f"token:{second['id']}"),
        ("user_registered", f"user:{user.id}"),
        ("invitation_withdrawn", f"token:{second['id']}"),
    ]
    said = await shop.audit_text()
    assert [word for word in ("example", "Лебедев", "egor") if word in said] == []


async def test_of_two_invitations_of_one_person_the_newer_one_counts(shop: Shop, boss: httpx.AsyncClient):
    await invite(boss)
    first = (await shop.last_email(NEW)).token
    await invite(boss)
    assert len((await boss.get(INVITATIONS)).json()["items"]) == 1
    assert (await accept(first)).status_code == 422
    assert (await accept((await shop.last_email(NEW)).token)).status_code == 201


@pytest.mark.both_databases
@pytest.mark.parametrize("change", [{"active": False}, {"role": Role.CLIENT.value}], ids=str)
async def test_an_invitation_ends_with_the_rights_of_whoever_sent_it(
    shop: Shop, boss: httpx.AsyncClient, change: dict[str, Any]
):
    await invite(boss)
    token = (await shop.last_email(NEW)).token
    await shop.hire("second", Role.ADMINISTRATOR)
    await shop.change(shop.people.administrator, **change)
    assert title(await accept(token)) == (422, "DeadLink")
    assert await shop.rows(User, email=NEW) == []
