"""Orders of several services over REST: what may be ordered, in which sequence, and at which price."""

from datetime import UTC, date, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

import httpx
import pytest

from autoservice.modules.catalog.services.models import ServiceTemplate
from autoservice.modules.orders.errors import WishedDayOutOfRange
from autoservice.modules.orders.models import Job, Order
from autoservice.modules.orders.shop_days import check_wished_day, day_of
from autoservice.shared.access import SYSTEM
from autoservice.shared.i18n import format_money
from tests.support.accounts import title
from tests.support.factories import car
from tests.support.runtime import Callers, Shop

MOSCOW: Final = ZoneInfo("Europe/Moscow")
NOT_VALID: Final = "Такое значение не подходит."
REQUIRED: Final = "Выберите хотя бы одну услугу."


async def post(callers: Callers, **wanted: Any) -> httpx.Response:
    return await callers.client.post("/api/orders", json=car() | wanted)


async def order(callers: Callers, **wanted: Any) -> dict[str, Any]:
    answer = await post(callers, **wanted)
    assert answer.status_code == 201, answer.text
    ordered: dict[str, Any] = answer.json()
    return ordered


def errors(answer: httpx.Response) -> dict[str, str]:
    return {one["field"]: one["detail"] for one in answer.json()["errors"]}


@pytest.mark.both_databases
async def test_an_order_of_several_services_has_a_job_of_each_and_one_chain(shop: Shop, callers: Callers):
    placed = await order(callers, service_ids=[12, 1, 6])
    jobs = placed["jobs"]
    assert [(job["position"], job["service_id"], job["state"]) for job in jobs] == [
        (1, 12, "approved"), (2, 1, "approved"), (3, 6, "approved"),
    ]  # fmt: skip
    codes = [stage["code"] for stage in placed["stages"]]
    assert (codes[0], codes[-1], codes.count("intake"), codes.count("handover")) == (
        "intake",
        "handover",
        1,
        1,
    )
    own = [stage["job_id"] for stage in placed["stages"][1:-1]]
    assert sorted(set(own), key=own.index) == [job["id"] for job in jobs]
    assert own == sorted(own, key=[job["id"] for job in jobs].index)
    assert placed["price_minor"] == sum(job["price_minor"] for job in jobs)
    assert all(job["norm_minutes"] > 0 for job in jobs)
    assert placed["service_name_en"] == jobs[0]["name_en"]


async def test_services_are_named_in_the_audit_log(shop: Shop, callers: Callers):
    await order(callers, service_ids=[1, 2])
    assert "oil_and_filter" in await shop.audit_text()
    assert "air_and_cabin_filters" in await shop.audit_text()


async def test_one_ticked_box_of_a_form_is_a_list_of_one(callers: Callers):
    placed = await order(callers, service_ids="3", prices="{}", wished_on="")
    assert [job["service_id"] for job in placed["jobs"]] == [3]
    assert placed["wished_on"] is None


@pytest.mark.parametrize(
    ("wanted", "sentence"),
    [
        ({}, REQUIRED),
        ({"service_ids": []}, REQUIRED),
        ({"service_ids": [1, 1]}, "Каждую услугу можно заказать один раз."),
        ({"service_id": 2, "service_ids": [1]}, "Каждую услугу можно заказать один раз."),
        ({"service_ids": list(range(1, 22))}, "Их слишком много."),
        ({"service_ids": {"1": 2}}, NOT_VALID),
    ],
)
async def test_what_is_no_choice_of_services_is_said_at_their_field(
    callers: Callers, wanted: dict[str, Any], sentence: str
):
    answer = await post(callers, **wanted)
    assert (answer.status_code, errors(answer)) == (422, {"service_ids": sentence})


@pytest.mark.both_databases
async def test_nothing_is_ordered_if_one_service_is_not_on_offer(shop: Shop, callers: Callers):
    async with shop.runtime.transaction(SYSTEM) as unit:
        (await unit.session.get_one(ServiceTemplate, 2)).active = False
    assert title(await post(callers, service_ids=[1, 2])) == (404, "ServiceNotFound")
    assert await shop.rows(Job) == []


async def prices(callers: Callers) -> dict[str, int]:
    services = (await callers.client.get("/api/catalog/services")).json()
    return {str(one["id"]): one["price_minor"] for one in services}


@pytest.mark.both_databases
async def test_prices_are_those_that_were_shown_or_nothing_is_ordered(shop: Shop, callers: Callers):
    shown = await prices(callers)
    total = shown["1"] + shown["2"]
    for wrong in ({"price_minor": total - 1}, {"prices": shown | {"2": shown["2"] + 1}}):
        answer = await post(callers, service_ids=[1, 2], **wrong)
        assert title(answer) == (409, "PriceChanged")
        assert format_money("ru", total, "RUB") in answer.json()["detail"]
    assert await shop.rows(Order) == []
    # That of a service which is not ordered does not matter.
    await order(callers, service_ids=[1, 2], price_minor=total, prices=shown | {"3": 0})


async def test_the_prices_of_a_form_that_are_no_json_are_refused(callers: Callers):
    for odd in ("[", "[1]", '{"1": "much"}', '{"1": -1}', "1" * 5000):
        answer = await post(callers, service_ids=[1], prices=odd)
        assert answer.status_code == 422, odd


async def test_a_wished_day_is_kept_and_one_out_of_reach_is_refused(callers: Callers):
    today = datetime.now(MOSCOW).date()
    placed = await order(callers, service_id=1, wished_on=str(today + timedelta(days=3)))
    assert placed["wished_on"] == str(today + timedelta(days=3))
    for day in (today - timedelta(days=2), today + timedelta(days=400), date(9999, 12, 31)):
        answer = await post(callers, service_id=1, wished_on=str(day))
        assert title(answer) == (422, "WishedDayOutOfRange")
        assert list(errors(answer)) == ["wished_on"]
    assert errors(await post(callers, service_id=1, wished_on="soon")) == {"wished_on": "Укажите дату."}


def test_a_wished_day_is_of_the_shops_calendar():
    # Half past midnight in Moscow, when UTC still has the day before.
    today = day_of(datetime(2026, 11, 26, 21, 30, tzinfo=UTC), "Europe/Moscow")
    assert today == date(2026, 11, 27)
    for day in (None, today, date(2027, 11, 27)):
        check_wished_day(day, today)
    for day in (date(2026, 11, 26), date(2027, 11, 29)):
        with pytest.raises(WishedDayOutOfRange):
            check_wished_day(day, today)
