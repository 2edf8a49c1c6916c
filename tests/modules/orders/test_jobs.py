"""Jobs of an order: which stages they make, what they cost, and how an order of several is read."""

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autoservice.modules.catalog.services.models import ServiceTemplate
from autoservice.modules.catalog.services.schemas import StageTemplateView
from autoservice.modules.orders.chain import build_chain, extend_chain
from autoservice.modules.orders.models import Job, OrderStage
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


Process = tuple[tuple[str, int], ...]
Link = tuple[int, str, int | None, int]


def work(*jobs: tuple[Job, Process]) -> list[tuple[Job, list[StageTemplateView]]]:
    return [(one, templates(process)) for one, process in jobs]


def links(stages: Sequence[OrderStage]) -> list[Link]:
    return [(stage.position, stage.code, stage.job_id, stage.norm_minutes) for stage in stages]


def chain(*jobs: tuple[Job, Process]) -> list[Link]:
    return links(build_chain(1, work(*jobs)))


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


def renumbered(stages: Sequence[OrderStage]) -> list[OrderStage]:
    """The stages at their places in the sequence, as the database moves them."""
    for place, stage in enumerate(stages, start=1):
        stage.position = place
    return list(stages)


MINUTES = st.integers(1, 90)
PROCESSES = st.builds(
    lambda intake, own, handover: (
        *((("intake", intake),) if intake else ()),
        *own,
        *((("handover", handover),) if handover else ()),
    ),
    st.none() | MINUTES,
    st.lists(st.tuples(st.sampled_from(["diagnosis", "work", "check"]), MINUTES), min_size=1, max_size=3),
    st.none() | MINUTES,
)


@given(st.lists(PROCESSES, min_size=1, max_size=5), st.integers(0, 5))
def test_an_order_that_grows_before_it_is_begun_has_the_chain_of_one_ordered_at_once(
    processes: list[Process], split: int
):
    jobs = [(job(number), process) for number, process in enumerate(processes, start=1)]
    grown = build_chain(1, work(*jobs[:split]))
    for one in jobs[split:]:
        grown = renumbered(extend_chain(1, grown, work(one)))
    assert links(grown) == chain(*jobs)


def test_added_stages_have_their_places_and_those_that_were_there_keep_theirs_until_they_are_moved():
    before = build_chain(1, work((job(1), QUICK)))
    after = extend_chain(1, before, work((job(2), LONG)))
    assert [stage for stage in after if stage in before] == before
    assert [stage.position for stage in after] == [1, 2, 3, 4, 3]


@pytest.mark.parametrize("state", ["in_progress", "blocked", "done", "skipped"])
def test_a_shared_stage_that_was_begun_or_closed_is_left_alone_and_an_open_one_grows(state: str):
    before = build_chain(1, work((job(1), QUICK)))
    before[0].state = state
    after = extend_chain(1, before, work((job(2), (("intake", 9), ("work", 1), ("handover", 8)))))
    assert (after[0].norm_minutes, after[0].version) == (3, 1)
    assert (after[-1].norm_minutes, after[-1].version) == (8, 2)


def test_a_car_on_which_work_was_begun_is_not_taken_in_anew():
    before = build_chain(1, work((job(1), QUICK[1:])))
    before[0].state = "in_progress"
    after = extend_chain(1, before, work((job(2), LONG)))
    assert [stage.code for stage in after] == ["work", "diagnosis", "work", "handover"]


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
