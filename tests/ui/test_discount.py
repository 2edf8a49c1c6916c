"""What an order comes to, as its page shows it, and the form in which a discount is given."""

from typing import Any

import pytest
import pytest_asyncio

from autoservice.modules.orders.discounts.views import EstimateView
from autoservice.modules.orders.schemas import OrderView
from autoservice.ui.current import Viewer
from autoservice.ui.entities.order.estimate import EstimateViewModel, estimate_view_model
from autoservice.ui.features.discount_order import DiscountOrderState
from tests.support.runtime import Shop
from tests.ui.desk import Desk

WHOLE = EstimateView(
    labour_minor=150_000,
    parts_minor=40_000,
    consumables_minor=10_000,
    discount_minor=25_000,
    total_minor=175_000,
)


@pytest_asyncio.fixture
async def order(shop: Shop) -> OrderView:
    return await shop.assigned_order()


def shown(shop: Shop, order: OrderView, locale: str = "en", **fields: Any) -> EstimateViewModel:
    now = shop.runtime.clock()
    return estimate_view_model(
        order.model_copy(update=fields).for_viewer(shop.people.client),
        Viewer(shop.people.client, locale, "Europe/Moscow", now),
    )


def lines(shown: EstimateViewModel) -> list[tuple[str, str]]:
    return [(line.name, line.amount.replace("\xa0", " ")) for line in shown.lines]


async def send(desk: Desk, order: OrderView, **typed: str) -> None:
    sent = {"value": "", "unit": "percent", "reason": "", "version": "", **typed}
    await desk.send(DiscountOrderState, "discount_order", f"/orders/{order.id}", form=sent)


def errors(desk: Desk) -> dict[str, str]:
    found: dict[str, str] = desk.pipeline.wire.last(DiscountOrderState, "errors")
    return found


async def test_each_sum_that_is_there_has_its_line(shop: Shop, order: OrderView):
    whole = shown(shop, order, estimate=WHOLE, discount_basis_points=1250, discount_reason="Новый клиент")
    assert lines(whole) == [
        ("Work", "RUB 1,500"),
        ("Parts", "RUB 400"),
        ("Consumables", "RUB 100"),
        ("Discount 12.5 %", "−RUB 250"),
    ]
    assert whole.reason == "Новый клиент"
    assert whole.said.replace("\xa0", " ") == "Discount 12.5 %: −RUB 250. Total: RUB 1,750."


async def test_a_single_sum_is_the_total_and_has_no_line(shop: Shop, order: OrderView):
    alone = shown(shop, order)
    assert (alone.lines, alone.vat, alone.can_discount) == ([], "", False)
    with_parts = shown(shop, order, estimate=WHOLE.model_copy(update={"consumables_minor": 0}))
    assert [name for name, _ in lines(with_parts)] == ["Work", "Parts", "Discount"]


async def test_vat_is_told_with_its_rate(shop: Shop, order: OrderView):
    sums = WHOLE.model_copy(update={"vat_minor": 29_167})
    told = shown(shop, order, "ru", estimate=sums, vat_basis_points=2000).vat
    assert told.replace("\xa0", " ") == "в том числе НДС 20 %: 291,67 ₽"


@pytest.mark.parametrize(
    ("typed", "total"),
    [
        ({"value": "12,5 %"}, 131_250),
        ({"value": "100"}, 0),
        ({"value": "500,50", "unit": "amount"}, 99_950),
        ({"value": " "}, 150_000),
    ],
)
async def test_what_is_typed_is_what_is_given(
    desk: Desk, shop: Shop, order: OrderView, typed: dict[str, str], total: int
):
    await send(desk, order, reason="Постоянный клиент", version=str(order.version), **typed)
    assert errors(desk) in ({}, None)
    assert desk.pipeline.wire.last(DiscountOrderState, "saved") is True
    assert (await shop.order(order.id)).price_minor == total


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"value": "много"}, "value", "«много» — не число."),
        ({"value": "100,01"}, "value", "Число может быть не больше 100."),
        ({"value": "-5"}, "value", "Число не может быть меньше нуля."),
        ({"value": "5", "reason": "x" * 201}, "reason", "Текст слишком длинный."),
        ({"value": "5", "version": "99"}, "", ""),
    ],
)
async def test_what_is_refused_is_said_at_its_field_in_the_users_language(
    desk: Desk, shop: Shop, order: OrderView, typed: dict[str, str], field: str, sentence: str
):
    await send(desk, order, **typed)
    assert list(errors(desk)) == [field]
    assert sentence in errors(desk)[field]
    assert (await shop.order(order.id)).version == order.version
