"""Jobs as tests need them. Nothing here asserts."""

from datetime import UTC, datetime

from autoservice.modules.orders.models import Job, OrderStage
from autoservice.shared.access import SYSTEM
from tests.support.runtime import Shop


def job(id: int, state: str = "approved", price: int = 1000) -> Job:
    """A job of the first order."""
    return Job(
        id=id,
        order_id=1,
        position=id,
        kind="service",
        state=state,
        name_ru=f"Работа {id}",
        name_en=f"Job {id}",
        price_minor=price,
        currency="RUB",
        created_at=datetime(2026, 11, 25, 12, tzinfo=UTC),
    )


async def add_job(shop: Shop, order_id: int, state: str = "approved", mechanic_id: int | None = None) -> None:
    """Put a second job into an order; an approved one has a stage before the handover."""
    async with shop.runtime.transaction(SYSTEM) as unit:
        second = job(2, state, 70000)
        second.order_id = order_id
        unit.session.add(second)
        await unit.session.flush()
        if state != "approved":
            return
        [found] = await shop.rows(OrderStage, order_id=order_id, code="handover")
        handover = await unit.session.get_one(OrderStage, found.id)
        handover.position += 1
        await unit.session.flush()
        work = OrderStage(
            order_id=order_id,
            job_id=second.id,
            position=found.position,
            code="work",
            name_ru="Работы",
            name_en="Work",
            norm_minutes=10,
            state="assigned" if mechanic_id else "pending",
            mechanic_id=mechanic_id,
        )
        unit.session.add(work)
