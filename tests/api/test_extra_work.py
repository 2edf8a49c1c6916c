"""Extra work over REST: proposed by the shop, decided on line by line, each decision naming what it saw."""

from typing import Any

import httpx
import pytest

from autoservice.modules.orders.approvals.models import JobDecision
from autoservice.modules.orders.models import OrderStage
from autoservice.modules.orders.schemas import OrderView
from tests.support.factories import PASSWORD
from tests.support.runtime import AUDIT, Callers, Shop, connect

SHOP = {"labour_rate_minor": 200_000}
PADS: dict[str, Any] = {
    "name": "Передние колодки",
    "description": "Осталось 2 мм.",
    "price_minor": 350_000,
    "norm_minutes": 60,
    "urgency": "now",
}
BELT: dict[str, Any] = {"name": "Приводной ремень", "norm_minutes": 90, "urgency": "later"}


@pytest.fixture
async def order(shop: Shop) -> OrderView:
    """An order whose stages are all the mechanic's."""
    return await shop.assigned_order()


async def propose(callers: Callers, order: OrderView, work: dict[str, Any]) -> dict[str, Any]:
    """Let the mechanic propose work; returns it as the answer has it."""
    answer = await callers.mechanic.post(f"/api/orders/{order.id}/extra-work", json=work)
    assert answer.status_code == 201, answer.text
    job: dict[str, Any] = answer.json()["jobs"][-1]
    return job


async def decide(
    caller: httpx.AsyncClient, order: OrderView, job: dict[str, Any], verb: str, **other: Any
) -> httpx.Response:
    seen = {"version": job["version"], "price_minor": job["price_minor"], **other}
    path = f"/api/orders/{order.id}/jobs/{job['id']}/{verb}"
    return await caller.post(path, json=seen, headers={"Accept-Language": "en"})


async def edit(callers: Callers, order: OrderView, job: dict[str, Any], **changed: Any) -> httpx.Response:
    command = {**PADS, "version": job["version"], **changed}
    return await callers.mechanic.put(f"/api/orders/{order.id}/extra-work/{job['id']}", json=command)


async def withdraw(callers: Callers, order: OrderView, job: dict[str, Any]) -> httpx.Response:
    path = f"/api/orders/{order.id}/extra-work/{job['id']}/withdraw"
    return await callers.mechanic.post(path, json={"version": job["version"]})


async def read(callers: Callers, who: str, order: OrderView) -> dict[str, Any]:
    answer: dict[str, Any] = (await callers.by(who).get(f"/api/orders/{order.id}")).json()
    return answer


def codes(order: dict[str, Any]) -> list[tuple[int, str]]:
    return [(stage["position"], stage["code"]) for stage in order["stages"]]


async def test_proposed_work_has_no_stages_costs_nothing_and_names_nobody(callers: Callers, order: OrderView):
    job = await propose(callers, order, PADS)
    found = await read(callers, "client", order)
    assert (found["price_minor"], len(found["stages"])) == (order.price_minor, len(order.stages))
    assert found["service_name_ru"] == order.service_name_ru
    assert (job["kind"], job["state"], job["version"]) == ("extra_work", "proposed", 1)
    assert job["description"] == PADS["description"]
    assert found["jobs"][-1]["actions"] == ["approve", "decline"]
    for_shop = (await read(callers, "mechanic", order))["jobs"][-1]
    assert for_shop["actions"] == ["edit", "withdraw", "add_photo"]


async def test_without_a_price_it_follows_from_the_time(callers: Callers, order: OrderView):
    assert (await propose(callers, order, BELT))["price_minor"] == 300_000
    nothing = {"name": "Осмотр"}
    refused = await callers.mechanic.post(f"/api/orders/{order.id}/extra-work", json=nothing)
    assert (refused.status_code, refused.json()["title"]) == (422, "WorkPriceMissing")
    assert refused.json()["errors"][0]["field"] == "price_minor"


@pytest.mark.both_databases
async def test_approved_work_enters_before_the_handover_and_the_sum(callers: Callers, order: OrderView):
    job = await propose(callers, order, PADS)
    approved = (await decide(callers.client, order, job, "approve")).json()
    assert approved["price_minor"] == order.price_minor + PADS["price_minor"]
    assert codes(approved) == [(1, "intake"), (2, "work"), (3, "check"), (4, "work"), (5, "handover")]
    stage = approved["stages"][3]
    assert (stage["job_id"], stage["norm_minutes"], stage["state"]) == (job["id"], 60, "assigned")
    assert stage["mechanic_id"] == order.stages[0].mechanic_id
    decided = approved["jobs"][-1]
    assert (decided["state"], decided["decided_how"]) == ("approved", "account")
    assert decided["decided_at"]


async def test_what_is_ready_is_in_progress_again_and_ready_once_the_work_is_done(
    shop: Shop, callers: Callers, order: OrderView
):
    assert (await shop.complete(order, count=3)).status == "ready"
    job = await propose(callers, order, PADS)
    assert (await shop.order(order.id)).status == "ready"
    approved = (await decide(callers.client, order, job, "approve")).json()
    assert approved["status"] == "in_progress"
    assert (await shop.complete(order)).status == "ready"


async def test_declined_and_withdrawn_work_costs_nothing_and_has_no_stages(
    callers: Callers, order: OrderView
):
    pads, belt = await propose(callers, order, PADS), await propose(callers, order, BELT)
    assert (await decide(callers.client, order, pads, "decline")).status_code == 200
    assert (await withdraw(callers, order, belt)).status_code == 200
    found = await read(callers, "client", order)
    assert (found["price_minor"], len(found["stages"])) == (order.price_minor, len(order.stages))
    assert [job["state"] for job in found["jobs"]] == ["approved", "declined"]
    states = [job["state"] for job in (await read(callers, "mechanic", order))["jobs"]]
    assert states == ["approved", "declined", "withdrawn"]
    gone = await decide(callers.client, order, belt, "approve")
    assert (gone.status_code, gone.json()["title"]) == (409, "WorkWithdrawn")


async def test_what_was_declined_can_still_be_approved(callers: Callers, order: OrderView):
    job = await propose(callers, order, PADS)
    await decide(callers.client, order, job, "decline")
    assert (await decide(callers.client, order, job, "approve")).json()["price_minor"] > order.price_minor


@pytest.mark.both_databases
async def test_an_edit_voids_the_approval_and_a_stale_yes_is_refused_with_the_new_sum(
    shop: Shop, callers: Callers, order: OrderView
):
    job = await propose(callers, order, PADS)
    await decide(callers.client, order, job, "approve")
    edited = (await edit(callers, order, job, price_minor=420_000)).json()
    assert (edited["price_minor"], codes(edited)[-1]) == (order.price_minor, (4, "handover"))
    assert (edited["jobs"][-1]["state"], edited["jobs"][-1]["version"]) == ("proposed", 2)
    assert edited["jobs"][-1]["decided_at"] is None
    before = await shop.everything(AUDIT)
    for verb in ("approve", "decline"):
        stale = await decide(callers.client, order, job, verb)
        body = stale.json()
        assert (stale.status_code, body["title"]) == (409, "WorkChanged")
        assert (body["version"], body["price_minor"], body["currency"]) == (2, 420_000, "RUB")
        assert "RUB\xa04,200" in body["detail"]
    assert await shop.everything(AUDIT) == before
    again = await decide(callers.client, order, edited["jobs"][-1], "approve")
    assert again.json()["price_minor"] == order.price_minor + 420_000


async def test_parts_belong_to_what_is_decided_on_and_are_released_when_it_is_declined(
    callers: Callers, order: OrderView
):
    job = await propose(callers, order, PADS)
    part = {"job_id": job["id"], "name": "Колодки", "quantity": "1", "unit": "piece", "price_minor": 5_000}
    added = await callers.mechanic.post(f"/api/orders/{order.id}/parts", json=part)
    assert added.status_code == 201, added.text
    stale = (await decide(callers.client, order, job, "approve")).json()
    assert (stale["title"], stale["price_minor"]) == ("WorkChanged", PADS["price_minor"] + 5_000)
    declined = await decide(callers.client, order, job, "decline", price_minor=stale["price_minor"])
    assert declined.json()["jobs"][-1]["parts_minor"] == 0


async def test_the_right_version_with_another_price_is_refused_too(callers: Callers, order: OrderView):
    job = await propose(callers, order, PADS)
    refused = await decide(callers.client, order, job, "approve", price_minor=1)
    assert (refused.status_code, refused.json()["title"]) == (409, "WorkChanged")


async def test_work_that_was_begun_or_spoken_of_can_no_longer_be_changed(
    shop: Shop, callers: Callers, order: OrderView
):
    job = await propose(callers, order, PADS)
    approved = (await decide(callers.client, order, job, "approve")).json()
    stage = f"/api/orders/{order.id}/stages/{approved['stages'][3]['id']}"
    await callers.mechanic.post(f"{stage}/comments", json={"text": "Колодки в пути."})
    spoken_of = await edit(callers, order, job)
    assert (spoken_of.status_code, spoken_of.json()["title"]) == (409, "ExtraWorkBegun")
    await shop.complete(order)
    assert (await callers.mechanic.post(f"{stage}/start")).status_code == 200
    for answer in (await edit(callers, order, job), await withdraw(callers, order, job)):
        assert (answer.status_code, answer.json()["title"]) == (409, "ExtraWorkBegun")
    found = await read(callers, "mechanic", order)
    assert found["jobs"][-1]["actions"] == []
    assert found["price_minor"] == order.price_minor + PADS["price_minor"]


async def test_a_stage_that_was_begun_and_taken_back_goes_with_the_edit(
    shop: Shop, callers: Callers, order: OrderView
):
    job = await propose(callers, order, PADS)
    approved = (await decide(callers.client, order, job, "approve")).json()
    stage = f"/api/orders/{order.id}/stages/{approved['stages'][3]['id']}"
    await shop.complete(order)
    for verb in ("start", "undo"):
        assert (await callers.mechanic.post(f"{stage}/{verb}")).status_code == 200
    assert (await edit(callers, order, job)).status_code == 200
    assert await shop.rows(OrderStage, job_id=job["id"]) == []
    kinds = [entry.kind for entry in await shop.timeline(order.id)]
    assert kinds[-3:] == ["stage_start_undone", "status_changed", "work_edited"]


async def test_starting_what_is_not_approved_is_refused(callers: Callers, order: OrderView):
    await propose(callers, order, PADS)
    none = await callers.mechanic.post(f"/api/orders/{order.id}/stages/999/start")
    assert (none.status_code, none.json()["title"]) == (404, "StageNotFound")


async def test_a_decision_is_kept_with_who_when_from_where_and_what_was_shown(shop: Shop, order: OrderView):
    mechanic = connect(await shop.sign_in(shop.people.mechanic))
    answer = await mechanic.post(f"/api/orders/{order.id}/extra-work", json=PADS)
    job = answer.json()["jobs"][-1]
    client = connect(await shop.sign_in(shop.people.client), address="203.0.113.9", **{"User-Agent": "Phone"})
    assert (await decide(client, order, job, "approve", remark="да")).status_code == 200
    [kept] = await shop.rows(JobDecision)
    assert (kept.version, kept.decision, kept.how) == (1, "approved", "account")
    assert (kept.decided_by, kept.ip_address, kept.user_agent) == (
        shop.people.client.user_id,
        "203.0.113.9",
        "Phone",
    )
    assert kept.remark == ""
    assert kept.shown == {
        **PADS,
        "parts_minor": 0,
        "currency": "RUB",
        "total_before_minor": order.price_minor,
        "total_after_minor": order.price_minor + PADS["price_minor"],
    }
    audit = await shop.audit_text()
    assert PADS["name"] not in audit
    assert PADS["description"] not in audit


async def test_the_shop_decides_in_the_clients_name_only_with_a_remark(
    shop: Shop, callers: Callers, order: OrderView
):
    job = await propose(callers, order, PADS)
    refused = await decide(callers.administrator, order, job, "approve")
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "remark")
    approved = await decide(callers.administrator, order, job, "approve", remark="По телефону, 14:05.")
    assert approved.json()["jobs"][-1]["decided_how"] == "shop"
    [kept] = await shop.rows(JobDecision)
    assert (kept.decided_by, kept.remark) == (shop.people.administrator.user_id, "По телефону, 14:05.")
    assert "По телефону" not in (await callers.client.get(f"/api/orders/{order.id}")).text
    assert ("work_approved", f"order:{order.id}") in await shop.audited("work_approved")


REFUSED = {
    "a mechanic decides": ("mechanic", "approve", 403, "AccessDenied"),
    "another client decides": ("other_client", "approve", 404, "OrderNotFound"),
    "another mechanic decides": ("other_mechanic", "decline", 403, "AccessDenied"),
    "a guest decides": ("guest", "approve", 401, "Unauthenticated"),
}


@pytest.mark.parametrize("refused", REFUSED)
async def test_nobody_else_decides(shop: Shop, callers: Callers, order: OrderView, refused: str):
    who, verb, status, title = REFUSED[refused]
    job = await propose(callers, order, PADS)
    before = await shop.everything(AUDIT)
    answer = await decide(callers.by(who), order, job, verb)
    assert (answer.status_code, answer.json()["title"]) == (status, title)
    assert await shop.everything(AUDIT) == before


async def test_nobody_decides_on_the_service_itself_or_on_another_orders_work(
    shop: Shop, callers: Callers, order: OrderView
):
    other = await shop.place_order()
    job = await propose(callers, order, PADS)
    service = {"id": order.jobs[0].id, "version": 1, "price_minor": order.price_minor}
    for of, what in ((order, service), (other, job)):
        answer = await decide(callers.client, of, what, "decline")
        assert (answer.status_code, answer.json()["title"]) == (404, "JobNotFound")


@pytest.mark.both_databases
async def test_a_second_decision_is_refused_and_a_repetition_answered(
    shop: Shop, callers: Callers, order: OrderView
):
    job = await propose(callers, order, PADS)
    path = f"/api/orders/{order.id}/jobs/{job['id']}/approve"
    sent = {"version": 1, "price_minor": PADS["price_minor"]}
    key = {"Idempotency-Key": "0123456789abcdef"}
    first = await callers.client.post(path, json=sent, headers=key)
    again = await callers.client.post(path, json=sent, headers=key)
    assert (again.status_code, again.json()) == (200, first.json())
    for verb in ("approve", "decline"):
        second = await decide(callers.client, order, job, verb)
        assert (second.status_code, second.json()["title"]) == (409, "WorkDecided")
    assert len(await shop.rows(JobDecision)) == 1


async def test_a_finished_order_takes_no_more_work(shop: Shop, callers: Callers, order: OrderView):
    job = await propose(callers, order, PADS)
    await shop.complete(order, count=4)
    late = await callers.mechanic.post(f"/api/orders/{order.id}/extra-work", json=BELT)
    refused = [late, await decide(callers.client, order, job, "approve"), await edit(callers, order, job)]
    assert [(one.status_code, one.json()["title"]) for one in refused] == [(409, "OrderFinished")] * 3


async def test_work_is_declined_for_the_car_and_remembered_by_the_shop_and_its_owner(
    shop: Shop, callers: Callers, order: OrderView
):
    job = await propose(callers, order, PADS)
    await decide(callers.client, order, job, "decline")
    for who, number in (("client", 1), ("administrator", 1), ("other_client", 0)):
        async with shop.runtime.read_only(getattr(shop.people, who)) as unit:
            found = await unit.services.decisions.list_declined(order.vehicle.id)
        assert [(one.name, one.order_id) for one in found] == [(PADS["name"], order.id)] * number


@pytest.mark.both_databases
async def test_whoever_leaves_takes_along_from_where_they_decided(shop: Shop, order: OrderView):
    mechanic = connect(await shop.sign_in(shop.people.mechanic))
    answer = await mechanic.post(f"/api/orders/{order.id}/extra-work", json=PADS)
    client = connect(await shop.sign_in(shop.people.client), address="203.0.113.9")
    await decide(client, order, answer.json()["jobs"][-1], "decline")
    await shop.complete(order, count=4)
    gone = await client.post("/api/profile/delete", json={"current_password": PASSWORD})
    assert gone.status_code == 204
    [kept] = await shop.rows(JobDecision)
    assert (kept.ip_address, kept.user_agent, kept.decision) == ("", "", "declined")
