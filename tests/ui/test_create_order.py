"""The order form places one order, however often and whenever it is sent."""

from typing import Any

from autoservice.modules.orders.models import Order
from autoservice.ui.features.create_order import CreateOrderState
from tests.support.factories import car
from tests.support.runtime import Shop
from tests.ui.pipeline import Pipeline, running_pipeline

FORM = {"service": "1", **car(), "note": "", "key": "the-key-of-the-form"}


async def send(pipeline: Pipeline, token: str, **changed: Any) -> list[str]:
    """Send the form; returns where the page is sent to."""
    pipeline.wire.clear()
    await pipeline.send(CreateOrderState, "create_order", token, "/orders/new", form={**FORM, **changed})
    return list(pipeline.wire.redirects)


async def test_a_second_tap_places_no_second_order_even_after_a_restart(shop: Shop):
    token = await shop.sign_in(shop.people.client)
    answers = []
    # Each pipeline is a server that knows nothing of the State that the one before has held.
    for _ in "12":
        async with running_pipeline() as pipeline:
            await pipeline.hydrate(token, "/orders/new")
            answers += [await send(pipeline, token), await send(pipeline, token)]
    [order] = await shop.rows(Order)
    assert answers == [[f"/orders/{order.id}"]] * 4


async def test_a_changed_form_is_refused_once_under_its_former_key(shop: Shop):
    token = await shop.sign_in(shop.people.client)
    async with running_pipeline() as pipeline:
        await pipeline.hydrate(token, "/orders/new")
        await send(pipeline, token)
        assert await send(pipeline, token, note="Стучит") == []
        assert len(await send(pipeline, token, note="Стучит", key="the-key-that-follows")) == 1
    assert len(await shop.rows(Order)) == 2


async def test_a_form_without_a_key_is_accepted(shop: Shop):
    token = await shop.sign_in(shop.people.client)
    async with running_pipeline() as pipeline:
        await pipeline.hydrate(token, "/orders/new")
        assert len(await send(pipeline, token, key="")) == 1
