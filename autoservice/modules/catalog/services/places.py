"""The places of services in the catalog: numbers with gaps, so that a move changes one row."""

from typing import Any, Final

from sqlalchemy import func, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from autoservice.modules.catalog.services.errors import ServiceNotFound
from autoservice.modules.catalog.services.models import STEP, ServiceTemplate

# Far from the ends of what an integer column holds.
LIMIT: Final = 2**30
PLACE: Final = (col(ServiceTemplate.position), col(ServiceTemplate.id))


async def last_place(session: AsyncSession) -> int:
    """Return a place behind all services."""
    last = await session.scalar(select(func.max(col(ServiceTemplate.position)))) or 0
    if last > LIMIT:
        await renumber(session)
        return await last_place(session)
    return last + STEP


async def move(session: AsyncSession, service_id: int, before_id: int | None) -> None:
    """Give the service the place before another one, or the last; raises ``ServiceNotFound``."""
    if before_id == service_id:
        return
    place = await _find_place(session, service_id, before_id)
    if place is None:
        await renumber(session)
        place = await _find_place(session, service_id, before_id)
    here = update(ServiceTemplate).where(col(ServiceTemplate.id) == service_id)
    await session.execute(here.values(position=place))


async def move_behind(session: AsyncSession, service_id: int, other_id: int) -> None:
    """Give the service the place behind another one; raises ``ServiceNotFound``."""
    if other_id == service_id:
        return
    other = select(*PLACE).where(col(ServiceTemplate.id) == other_id)
    place = (await session.execute(other)).one_or_none()
    if place is None:
        raise ServiceNotFound()
    behind = select(col(ServiceTemplate.id)).where(
        tuple_(*PLACE) > tuple_(*place), col(ServiceTemplate.id) != service_id
    )
    await move(session, service_id, await session.scalar(behind.order_by(*PLACE).limit(1)))


async def renumber(session: AsyncSession) -> None:
    """Give all services places with gaps between them, in their present order."""
    # Always in the same order, so that two who do this do not lock each other out.
    rows = select(col(ServiceTemplate.id)).order_by(col(ServiceTemplate.id)).with_for_update()
    await session.execute(rows)
    number = func.row_number().over(order_by=PLACE)
    order = select(col(ServiceTemplate.id), (number * STEP).label("place")).subquery()
    change = update(ServiceTemplate).where(col(ServiceTemplate.id) == order.c.id)
    await session.execute(
        change.values(position=order.c.place), execution_options={"synchronize_session": False}
    )


async def _find_place(session: AsyncSession, service_id: int, before_id: int | None) -> int | None:
    """Return a free place, ``None`` if there is no gap."""
    if before_id is None:
        return await last_place(session)
    next_position: int | None = await session.scalar(
        select(col(ServiceTemplate.position)).where(col(ServiceTemplate.id) == before_id)
    )
    if next_position is None:
        raise ServiceNotFound()
    previous = await _position_before(session, (next_position, before_id), service_id)
    place = next_position - STEP if previous is None else (previous + next_position) // 2
    is_free = place < next_position and (previous is None or previous < place)
    return place if is_free and place > -LIMIT else None


async def _position_before(session: AsyncSession, place: tuple[int, int], but: int) -> int | None:
    query: Any = select(col(ServiceTemplate.position)).where(
        tuple_(*PLACE) < tuple_(*place), col(ServiceTemplate.id) != but
    )
    position: int | None = await session.scalar(query.order_by(*(one.desc() for one in PLACE)).limit(1))
    return position
