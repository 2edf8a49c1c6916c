"""Services that are added to a running order over REST: at today's price, and approved at once."""

import asyncio
from typing import Any

import httpx
import pytest

from autoservice.modules.catalog.services.models import ServiceTemplate
from autoservice.modules.notifications.groups import BURST
from autoservice.modules.notifications.models import Delivery
from autoservice.modules.orders.approvals.models import JobDecision
from autoservice.modules.orders.commands import AddedJobs
from autoservice.modules.orders.models import Job, OrderStage
from autoservice.modules.orders.schemas import OrderView
from autoservice.modules.progress.schemas import StageStep
from autoservice.shared.access import SYSTEM
from autoservice.shared.errors import DomainError
from tests.api.test_list_indexes import statements
from tests.support.accounts import title
from tests.support.runtime import AUDIT, Callers, MovableClock, Shop

# Of the starting catalog: two filters (quick), front pads (standard), an element's paint (body).
FILTERS, PADS, PAINT = 2, 6, 25
KEY = {"Idempotency-Key": "add-a-service-1"}
SHOP = {"vat_basis_points": 2200, "demo": True}


@pytest.fixture
async def order(shop: Shop) -> OrderView:
    """An order of which all is the mechanic's, with its first stage done and the second one under way."""
    order = await shop.complete(await shop.assigned_order())
    async with shop.runtime.transaction(shop.people.mechanic) as unit:
        await unit.services.progress.start_stage(order.id, order.stages[1].id, StageStep())
    return await shop.order(order.id)


async def add(caller: httpx.AsyncClient, order: OrderView, *services: int, **sent: Any) -> httpx.Response:
    headers = sent.pop("headers", {})
    body = {"service_ids": services, **sent}
    return await caller.post(f"/api/orders/{order.id}/jobs", json=body, headers=headers)


async def added(callers: Callers, order: OrderView, *services: int, **sent: Any) -> dict[str, Any]:
    answer = await add(callers.administrator, order, *services, **sent)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


@pytest.mark.both_databases
async def test_added_services_stand_before_the_handover_and_what_is_done_stays_as_it_is(
    shop: Shop, callers: Callers, order: OrderView
):
    after = await added(callers, order, FILTERS, PADS)
    assert [(stage["position"], stage["code"]) for stage in after["stages"]] == [
        (1, "intake"), (2, "work"), (3, "check"),
        (4, "work"), (5, "check"),
        (6, "diagnosis"), (7, "parts"), (8, "work"), (9, "check"),
        (10, "handover"),
    ]  # fmt: skip
    stages = (await shop.order(order.id)).stages
    assert [stages[index] for index in range(3)] == order.stages[:3]
    assert stages[-1].id == order.stages[-1].id
    assert (after["status"], order.status) == ("in_progress", "in_progress")
    assert after["progress"] < order.progress


async def test_a_service_is_agreed_at_the_price_and_with_the_hours_of_the_moment(
    shop: Shop, callers: Callers, order: OrderView
):
    async with shop.runtime.transaction(SYSTEM) as unit:
        service = await unit.session.get_one(ServiceTemplate, FILTERS)
        service.price_minor, service.version = 123_400, 7
    after = await added(callers, order, FILTERS)
    job = after["jobs"][-1]
    assert (job["position"], job["kind"], job["state"]) == (2, "service", "approved")
    assert (job["price_minor"], job["service_id"], job["service_version"]) == (123_400, FILTERS, 7)
    assert (job["decided_how"], bool(job["decided_at"]), job["actions"]) == ("shop", True, [])
    stages = [stage for stage in after["stages"] if stage["job_id"] == job["id"]]
    assert sum(stage["norm_minutes"] for stage in stages) <= job["norm_minutes"]
    assert after["price_minor"] == order.price_minor + 123_400
    assert after["vat_minor"] == round(after["price_minor"] * 22 / 122)


async def test_the_clients_consent_is_kept_with_who_says_so_and_what_it_came_to(
    shop: Shop, callers: Callers, order: OrderView
):
    after = await added(callers, order, FILTERS, PADS, remark="По телефону в 14:05.")
    jobs = after["jobs"][1:]
    decisions = await shop.rows(JobDecision)
    assert [(one.job_id, one.decision, one.how) for one in decisions] == [
        (job["id"], "approved", "shop") for job in jobs
    ]
    first, second = decisions
    assert first.decided_by == shop.people.administrator.user_id
    assert first.remark == "По телефону в 14:05."
    assert first.shown["total_before_minor"] == order.price_minor
    assert first.shown["total_after_minor"] == second.shown["total_before_minor"]
    assert second.shown["total_after_minor"] == after["price_minor"]
    assert "14:05" not in (await callers.client.get(f"/api/orders/{order.id}")).text


async def test_all_new_work_is_the_only_mechanics_who_is_told(shop: Shop, callers: Callers, order: OrderView):
    after = await added(callers, order, PADS)
    new = [stage for stage in after["stages"] if stage["job_id"] == after["jobs"][-1]["id"]]
    mechanic = shop.people.mechanic.user_id
    assert {(stage["mechanic_id"], stage["state"]) for stage in new} == {(mechanic, "assigned")}
    await shop.relay_all()
    told = await shop.rows(Delivery, user_id=mechanic, kind="work_assigned", channel="in_app")
    assert [row.count for row in told] == [2]


async def test_new_work_of_an_order_of_nobody_or_of_two_is_nobodys(shop: Shop, callers: Callers):
    placed = await shop.place_order()
    after = await added(callers, placed, FILTERS)
    assert {stage["mechanic_id"] for stage in after["stages"]} == {None}
    assert after["status"] == "requested"
    async with shop.runtime.transaction(shop.people.administrator) as unit:
        for stage, who in zip(
            placed.stages, (shop.people.mechanic, shop.people.other_mechanic), strict=False
        ):
            await unit.services.assignment.assign_stage(placed.id, stage.id, who.user_id)
    again = await added(callers, placed, PADS)
    assert {one["mechanic_id"] for one in again["stages"] if one["job_id"] == again["jobs"][-1]["id"]} == {
        None
    }


async def test_work_is_not_given_to_somebody_who_is_no_mechanic_any_more(
    shop: Shop, callers: Callers, order: OrderView
):
    changed = await callers.administrator.patch(
        f"/api/admin/users/{shop.people.mechanic.user_id}", json={"role": "administrator"}
    )
    assert changed.status_code == 200, changed.text
    await shop.assign(order, shop.people.other_mechanic)
    async with shop.runtime.transaction(SYSTEM) as unit:
        for stage in order.stages:
            row = await unit.session.get_one(OrderStage, stage.id)
            row.mechanic_id = shop.people.mechanic.user_id
    after = await added(callers, order, FILTERS)
    assert {one["mechanic_id"] for one in after["stages"] if one["job_id"] == after["jobs"][-1]["id"]} == {
        None
    }


async def test_timeline_and_audit_log_name_each_added_job(shop: Shop, callers: Callers, order: OrderView):
    after = await added(callers, order, FILTERS, PADS)
    ids = [job["id"] for job in after["jobs"][1:]]
    for who in ("client", "administrator"):
        lines = (await callers.by(who).get(f"/api/orders/{order.id}/timeline")).json()
        told = [line["data"] for line in lines if line["kind"] == "job_added"]
        assert [one["job_id"] for one in told] == ids
        assert [one["price_minor"] for one in told] == [job["price_minor"] for job in after["jobs"][1:]]
    entries = await shop.audited("job_added")
    assert entries == [("job_added", f"order:{order.id}")] * 2


async def test_the_client_is_told_once_of_all_that_was_added(
    shop: Shop, callers: Callers, order: OrderView, clock: MovableClock
):
    await added(callers, order, FILTERS, PADS)
    await shop.relay_all()
    clock.now += BURST
    await shop.relay_all()
    told = await shop.rows(Delivery, kind="jobs_added")
    assert {(row.user_id, row.channel, row.count) for row in told} == {
        (shop.people.client.user_id, "in_app", 2),
        (shop.people.client.user_id, "email", 2),
    }


async def test_a_part_of_an_added_job_is_charged_with_it(callers: Callers, order: OrderView):
    after = await added(callers, order, PADS)
    part = {"name": "Колодки", "quantity": "2", "price_minor": 50_000, "job_id": after["jobs"][-1]["id"]}
    sent = await callers.mechanic.post(f"/api/orders/{order.id}/parts", json=part)
    assert sent.status_code == 201, sent.text
    found = (await callers.client.get(f"/api/orders/{order.id}")).json()
    assert [job["parts_minor"] for job in found["jobs"]] == [0, 100_000]
    assert found["price_minor"] == after["price_minor"] + 100_000


async def test_only_the_shop_adds_and_only_to_what_runs(shop: Shop, callers: Callers, order: OrderView):
    actions = {}
    for who in ("client", "mechanic", "administrator"):
        actions[who] = (await callers.by(who).get(f"/api/orders/{order.id}")).json()["actions"]
        if who != "administrator":
            assert title(await add(callers.by(who), order, FILTERS)) == (403, "AccessDenied")
    assert [who for who, offered in actions.items() if "add_jobs" in offered] == ["administrator"]


async def refused(shop: Shop, callers: Callers, order: OrderView, **sent: Any) -> tuple[int, str]:
    """Try to add a service; returns how that was refused, which has changed nothing."""
    before = await shop.everything(AUDIT)
    answer = await add(callers.administrator, order, FILTERS, **sent)
    assert await shop.everything(AUDIT) == before
    return title(answer)


async def test_nothing_is_added_to_what_is_done_handed_over_or_cancelled(
    shop: Shop, callers: Callers, order: OrderView
):
    await shop.complete(order, count=2)
    assert await refused(shop, callers, order) == (409, "OrderReady")
    await shop.complete(order)
    assert await refused(shop, callers, order) == (409, "OrderFinished")
    other = await shop.place_order()
    path = f"/api/orders/{other.id}/cancel"
    assert (await callers.administrator.post(path, json={"reason": "Передумал."})).status_code == 200
    assert await refused(shop, callers, other) == (409, "OrderFinished")


async def test_a_reopened_order_takes_more_work(shop: Shop, callers: Callers, order: OrderView):
    await shop.complete(order, count=3)
    path = f"/api/orders/{order.id}/reopen"
    assert (await callers.administrator.post(path, json={"reason": "Скрипит."})).status_code == 200
    assert await refused(shop, callers, order) == (409, "OrderReady")
    ids = [order.stages[2].id]
    again = await callers.administrator.post(path, json={"reason": "Скрипит.", "stage_ids": ids})
    assert again.status_code == 200, again.text
    assert (await added(callers, order, FILTERS))["status"] == "in_progress"


async def test_nothing_is_added_before_a_handover_that_somebody_has_begun(
    shop: Shop, callers: Callers, order: OrderView
):
    ready = await shop.complete(order, count=2)
    async with shop.runtime.transaction(shop.people.mechanic) as unit:
        await unit.services.progress.start_stage(order.id, ready.stages[-1].id, StageStep())
    # Extra work that is approved now puts the order in progress again, while the handover is under way.
    work = {"name": "Втулки", "price_minor": 100}
    job = (await callers.mechanic.post(f"/api/orders/{order.id}/extra-work", json=work)).json()["jobs"][-1]
    seen = {"version": 1, "price_minor": 100}
    approved = await callers.client.post(f"/api/orders/{order.id}/jobs/{job['id']}/approve", json=seen)
    assert approved.json()["status"] == "in_progress"
    assert await refused(shop, callers, order) == (409, "HandoverBegun")


async def test_what_was_shown_is_what_is_added_or_nothing(shop: Shop, callers: Callers, order: OrderView):
    stale = order.version - 1
    assert await refused(shop, callers, order, version=stale) == (409, "StaleVersion")
    assert await refused(shop, callers, order, prices={str(FILTERS): 1}) == (409, "PriceChanged")
    async with shop.runtime.transaction(SYSTEM) as unit:
        (await unit.session.get_one(ServiceTemplate, FILTERS)).active = False
    assert await refused(shop, callers, order) == (404, "ServiceNotFound")


@pytest.mark.parametrize("services", [[], [FILTERS, FILTERS], ["x"], list(range(1, 23))])
async def test_what_is_no_choice_of_services_is_said_at_their_field(
    callers: Callers, order: OrderView, services: list[Any]
):
    answer = await add(callers.administrator, order, *services)
    assert answer.status_code == 422
    assert {one["field"].partition(".")[0] for one in answer.json()["errors"]} == {"service_ids"}


async def test_sent_twice_it_is_added_once(shop: Shop, callers: Callers, order: OrderView):
    sent = {"version": order.version, "headers": KEY}
    first = await add(callers.administrator, order, FILTERS, **dict(sent))
    before = await shop.everything()
    again = await add(callers.administrator, order, FILTERS, **dict(sent))
    assert (again.status_code, again.json()) == (201, first.json())
    assert await shop.everything() == before


async def test_nothing_is_read_or_changed_for_each_service_or_stage_alone(
    shop: Shop, callers: Callers, order: OrderView
):
    with statements(shop) as of_one:
        await added(callers, order, FILTERS)
    with statements(shop) as of_many:
        await added(callers, order, PADS, PAINT)
    one, many = ([text for text, _ in found if not text.startswith("INSERT")] for found in (of_one, of_many))
    assert len(many) == len(one)


@pytest.mark.both_databases
@pytest.mark.parametrize("sees_version", [True, False])
async def test_of_two_who_add_at_once_both_are_right_or_one_is_told(
    shop: Shop, order: OrderView, sees_version: bool
):
    version = order.version if sees_version else None

    async def attempt(service: int) -> str:
        try:
            async with shop.runtime.transaction(shop.people.administrator) as unit:
                command = AddedJobs(service_ids=[service], version=version)
                await unit.services.order_jobs.add_jobs(order.id, command)
        except DomainError as error:
            return error.code
        return "added"

    outcomes = await asyncio.gather(*(attempt(service) for service in (FILTERS, PADS, PAINT)))
    count = 1 if sees_version else 3
    assert sorted(outcomes) == ["StaleVersion"] * (3 - count) + ["added"] * count
    after = await shop.order(order.id)
    assert [job.position for job in after.jobs] == list(range(1, count + 2))
    assert [stage.position for stage in after.stages] == list(range(1, len(after.stages) + 1))
    assert after.price_minor == sum(job.price_minor for job in await shop.rows(Job, order_id=order.id))
    assert (after.stages[0].code, after.stages[-1].code) == ("intake", "handover")
