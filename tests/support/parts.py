"""Parts of orders as tests need them, over REST. Nothing here asserts but that a request is accepted."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import httpx

from autoservice.modules.catalog.inventory.schemas import ItemView, ServicePartLine
from autoservice.shared.access import SYSTEM
from tests.support.runtime import Callers, Shop

Part = dict[str, Any]


def in_days(count: int) -> date:
    """Return a day that is ahead whenever the tests run."""
    return datetime.now(UTC).date() + timedelta(days=count)


async def send(
    callers: Callers, method: str, path: str, who: str = "mechanic", **body: Any
) -> httpx.Response:
    """Send a request about an order's parts."""
    return await callers.by(who).request(method, f"/api/orders/{path}", json=body)


async def add(callers: Callers, order_id: int, **command: Any) -> Part:
    """Add a part to an order, as its mechanic."""
    return accepted(await send(callers, "POST", f"{order_id}/parts", **command))


async def step(callers: Callers, part: Part, action: str, **command: Any) -> Part:
    """Do something on a part, as its mechanic."""
    return accepted(await send(callers, "POST", f"{place(part)}/{action}", **command))


def place(part: Part) -> str:
    """The address of a part, behind that of all orders."""
    return f"{part['order_id']}/parts/{part['id']}"


def accepted(answer: httpx.Response) -> Part:
    """The part that was answered."""
    assert answer.status_code in (200, 201), answer.text
    part: Part = answer.json()
    return part


async def parts_of(callers: Callers, order_id: int, who: str = "mechanic") -> list[Part]:
    """The parts of an order as somebody sees them."""
    answer = await callers.by(who).get(f"/api/orders/{order_id}/parts")
    assert answer.status_code == 200, answer.text
    parts: list[Part] = answer.json()
    return parts


async def let_take(shop: Shop, service_id: int, *parts: tuple[ItemView, str]) -> None:
    """Let a service of the catalog take so much of these items by default."""
    lines = [ServicePartLine(item_id=item.id, quantity=Decimal(quantity)) for item, quantity in parts]
    async with shop.runtime.transaction(SYSTEM) as unit:
        await unit.services.service_parts.set_parts(service_id, lines)
