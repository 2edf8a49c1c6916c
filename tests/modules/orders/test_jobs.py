"""Jobs of an order: which stages they make, what they cost, and how an order of several is read."""

from typing import Any

import pytest

from autoservice.modules.catalog.services.models import ServiceTemplate
from autoservice.modules.catalog.services.schemas import StageTemplateView
from autoservice.modules.orders.chain import build_chain
from autoservice.modules.orders.models import Job
from autoservice.shared.access import SYSTEM
from tests.api.test_list_indexes import statements
from tests.support.jobs import add_job, job
from tests.support.runtime import Callers, Shop

QUICK = (("intake", 3), ("work", 20), ("handover", 3))
LONG = (("intake", 5), ("diagnosis", 10), ("work", 30), ("handover", 2))


def templates(process: tuple[tuple[str, int], ...]) -> list[StageTemplateView]:
    return [
        StageTemplateView(position=number, code=code, name_ru=code, name_en=code, norm_minutes=minutes)
        for number, (code, minutes) in enumerate(process, start=1)
    ]


def chain(*jobs: tuple[Job, tuple[tuple[str, int], ...]]) -> list[tuple[int, str, int | None, int]]:
    stages = build_chain(1, [(one, templates(process)) for one, process in jobs])
    return [(stage.position, stage.code, stage.job_id, stage.norm_minutes) for stage in stages]


def test_intake_and_handover_are_the_orders_own_and_the_rest_is_the_jobs():
    assert chain((job(7), QUICK)) == [(1, "intake", None, 3), (2, "work", 7, 20), (3, "handover", None, 3)]


def test_jobs_stand_one_after_the_other_between_one_intake_and_one_handover():
    assert chain((job(1), QUICK), (job(2), LONG)) == [
        (1, "intake", None, 5),
        (2, "work", 1, 20),
        (3, "diagnosis", 2, 10),
        (4, "work", 2, 30),
        (5, "handover", None, 3),
    ]


@pytest.mark.parametrize("state", ["proposed", "declined", "withdrawn"])
def test_a_job_without_approval_has_no_stages(state: str):
    assert chain((job(1), QUICK), (job(2, state), LONG)) == chain((job(1), QUICK))


@pytest.mark.both_databases
async def test_an_order_of_two_jobs_is_read_with_both_and_costs_their_sum(shop: Shop, callers: Callers):
    order = await shop.place_order()
    await add_job(shop, order.id)
    found: dict[str, Any] = (await callers.client.get(f"/api/orders/{order.id}")).json()
    [first, second] = found["jobs"]
    assert (first["name_en"], first["kind"], first["state"]) == ("Oil and filter", "service", "approved")
    assert [stage["job_id"] for stage in found["stages"]] == [
        None, first["id"], first["id"], second["id"], None,
    ]  # fmt: skip
    assert [stage["position"] for stage in found["stages"]] == [1, 2, 3, 4, 5]
    assert (found["service_name_en"], found["price_minor"]) == ("Oil and filter", 150000 + 70000)
    listed = (await callers.client.get("/api/orders")).json()["items"]
    assert listed == [found]


async def test_proposed_extra_work_is_listed_but_not_charged(shop: Shop, callers: Callers):
    order = await shop.place_order()
    await add_job(shop, order.id, "proposed")
    found = (await callers.client.get(f"/api/orders/{order.id}")).json()
    assert [one["state"] for one in found["jobs"]] == ["approved", "proposed"]
    assert (found["price_minor"], len(found["stages"])) == (150000, len(order.stages))


async def test_an_order_is_read_with_as_many_statements_whatever_its_jobs(shop: Shop, callers: Callers):
    order = await shop.place_order()
    with statements(shop) as of_one:
        await callers.client.get(f"/api/orders/{order.id}")
    await add_job(shop, order.id)
    with statements(shop) as of_two:
        await callers.client.get(f"/api/orders/{order.id}")
    assert len(of_one) == len(of_two)


async def test_a_job_keeps_the_version_of_the_service_as_ordered(shop: Shop):
    order = await shop.place_order()
    async with shop.runtime.transaction(SYSTEM) as unit:
        service = await unit.session.get_one(ServiceTemplate, 1)
        service.version, service.price_minor = 2, 1
    [kept] = (await shop.order(order.id)).jobs
    assert (kept.service_id, kept.service_version, kept.price_minor) == (1, 1, 150000)
