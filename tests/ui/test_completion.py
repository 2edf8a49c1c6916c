"""When an order will be done, as lists and its page say it, and which orders are marked as late."""

from datetime import timedelta
from typing import Final
from zoneinfo import ZoneInfo

import pytest

from autoservice.modules.orders.promises.rules import PromiseReason
from autoservice.modules.orders.schemas import OrderView
from autoservice.modules.orders.workflow import OrderStatus
from autoservice.ui.current import Viewer
from autoservice.ui.entities.order.completion import NOT_KNOWN, CompletionViewModel, completion_view_model
from tests.support.runtime import Shop

ZONE: Final = "Europe/Moscow"


async def shown(shop: Shop, who: str = "administrator", **fields: object) -> CompletionViewModel:
    """What is shown of an order that was promised, with other ``fields``."""
    local = (shop.runtime.clock().astimezone(ZoneInfo(ZONE)) + timedelta(hours=1)).replace(tzinfo=None)
    promised = {"promised_local": local, "promised_zone": ZONE}
    order: OrderView = (await shop.assigned_order()).model_copy(update={**promised, **fields})
    return completion_view_model(order, Viewer(getattr(shop.people, who), "en", ZONE, shop.runtime.clock()))


async def test_an_order_that_keeps_its_promise_is_not_marked(shop: Shop):
    kept = await shown(shop)
    assert (kept.is_late, kept.delay) == (False, "")
    assert kept.line == kept.promised


@pytest.mark.parametrize("who", ["administrator", "client"])
async def test_one_that_slips_is_marked_and_says_why(shop: Shop, who: str):
    late = await shown(shop, who, slip_reason=PromiseReason.PARTS)
    assert late.is_late
    assert late.line == f"{late.promised}. {late.delay}"
    assert late.delay.startswith("It will be later than promised: ")


async def test_one_whose_time_was_put_off_is_late_no_more(shop: Shop):
    put_off = await shown(shop, promise_reason=PromiseReason.PARTS)
    assert not put_off.is_late
    assert put_off.delay.startswith("The time was put off: ")


async def test_nothing_is_said_of_what_is_done(shop: Shop):
    assert await shown(shop, slip_reason=PromiseReason.PARTS, status=OrderStatus.READY) == NOT_KNOWN
