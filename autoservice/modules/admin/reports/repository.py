"""Reports in SQL: each sum goes through the orders of the span alone, by the index of their completion."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import BigInteger, and_, case, cast, func, literal, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from autoservice.modules.admin.reports.ports import Span
from autoservice.modules.admin.reports.schemas import MechanicWork, ServiceWork, Totals
from autoservice.modules.catalog.inventory.models import StockMovement
from autoservice.modules.orders.charged import charged_orders
from autoservice.modules.orders.estimate import ONE, WHOLE, round_half_up
from autoservice.modules.orders.jobs import JobKind, JobState
from autoservice.modules.orders.models import Job, Order, OrderStage
from autoservice.modules.orders.parts.models import OrderPart
from autoservice.modules.orders.parts.states import GONE
from autoservice.modules.orders.workflow import StageState
from autoservice.shared.seconds import epoch_seconds

# The shares of all cycles that are not longer than the one that is told.
MEDIAN, P90 = 50, 90
MINUTE: Final = 60


class SqlReportRepository:
    """``ReportRepository`` over one database session."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def totals(self, span: Span, currency: str) -> Totals:
        """Return what happened, in seven queries."""
        found = {
            "created": await self._count(col(Order.created_at), span),
            "cancelled": await self._count(col(Order.cancelled_at), span),
            **await self._money(span, currency),
            **await self._promises(span),
            **await self._extra_work(span, currency),
            **await self._parts(span, currency),
        }
        cycles = await self._cycles(span, found["completed"])
        return Totals(**found, **cycles)

    async def parts(self, begins: Sequence[datetime], end: datetime, currency: str) -> list[tuple[int, int]]:
        """Return how many orders were completed, and what they came to, from each moment to the next one."""
        orders = charged_orders(begins[0], end, currency)
        # By moments, not by days: a database knows nothing of the days of the shop.
        passed = (case((orders.c.completed_at >= begin, 1), else_=0) for begin in begins[1:])
        number = sum(passed, start=literal(0)).label("number")
        numbered = select(number, orders.c.charged_minor).subquery()
        query = select(numbered.c.number, func.count(), func.sum(numbered.c.charged_minor))
        rows = await self._session.execute(query.group_by(numbered.c.number))
        known = {place: (count, int(minor)) for place, count, minor in rows}
        return [known.get(place, (0, 0)) for place in range(len(begins))]

    async def services(self, span: Span, currency: str) -> list[ServiceWork]:
        """Return the work by the names of jobs, what came to most first, in two queries."""
        names = col(Job.name_ru), col(Job.name_en)
        agreed = _sum(col(Job.price_minor) + col(Job.parts_minor))
        jobs = (
            _completed(select(*names, func.count(), agreed).select_from(Order), span)
            .join(Job, col(Job.order_id) == col(Order.id))
            .where(col(Job.state) == JobState.APPROVED.value, col(Job.currency) == currency)
            .group_by(*names)
        )
        done = (
            _done(span, *names)
            .join(Job, col(Job.id) == col(OrderStage.job_id))
            .where(col(Job.state) == JobState.APPROVED.value)
            .group_by(*names)
        )
        work = {(ru, en): _work(*sums) for ru, en, *sums in await self._session.execute(done)}
        found = [
            ServiceWork(name_ru=ru, name_en=en, jobs=count, agreed_minor=minor, **work.get((ru, en), {}))
            for ru, en, count, minor in await self._session.execute(jobs)
        ]
        return sorted(found, key=lambda one: (-one.agreed_minor, one.name_ru, one.name_en))

    async def mechanics(self, span: Span) -> list[MechanicWork]:
        """Return the work by mechanic, who has done most first, without names, in one query."""
        mechanic = col(OrderStage.mechanic_id)
        rows = await self._session.execute(_done(span, mechanic, func.count()).group_by(mechanic))
        found = [
            MechanicWork(mechanic_id=id, name="", stages=stages, **_work(*sums)) for id, stages, *sums in rows
        ]
        return sorted(found, key=lambda one: (-one.norm_minutes, one.mechanic_id or 0))

    async def _count(self, moment: Any, span: Span) -> int:
        query = select(func.count()).select_from(Order).where(moment >= span[0], moment < span[1])
        return await self._session.scalar(query) or 0

    async def _money(self, span: Span, currency: str) -> dict[str, Any]:
        orders = charged_orders(*span, currency)
        query = select(func.count(), _sum(orders.c.gross_minor), _sum(orders.c.charged_minor))
        completed, gross, revenue = (await self._session.execute(query.select_from(orders))).one()
        return {
            "completed": completed,
            "gross_minor": gross,
            "discount_minor": gross - revenue,
            "revenue_minor": revenue,
            "average_minor": round_half_up(revenue, completed) if completed else None,
        }

    async def _cycles(self, span: Span, count: int) -> dict[str, int | None]:
        """Return the cycle that is not shorter than half of all, and than nine of ten (nearest rank)."""
        seconds = epoch_seconds(col(Order.completed_at)) - epoch_seconds(col(Order.created_at))
        sorted_ones = _completed(select(seconds.label("seconds")), span).order_by(seconds)
        found: list[int | None] = []
        for share in (MEDIAN, P90):
            place = max(-(-count * share // 100) - 1, 0)
            shown = await self._session.scalar(sorted_ones.limit(1).offset(place))
            found.append(None if shown is None else round_half_up(shown, MINUTE))
        return {"cycle_median_minutes": found[0], "cycle_p90_minutes": found[1]}

    async def _promises(self, span: Span) -> dict[str, int]:
        counted = func.count(col(Order.promised_local)), func.count(col(Order.slipped_at))
        query = _completed(select(*counted), span)
        found, late = (await self._session.execute(query)).one()
        return {"promised": found, "late": late}

    async def _extra_work(self, span: Span, currency: str) -> dict[str, Any]:
        price = col(Job.price_minor) + col(Job.parts_minor)
        query = (
            _completed(select(col(Job.state), func.count(), _sum(price)).select_from(Order), span)
            .join(Job, col(Job.order_id) == col(Order.id))
            .where(col(Job.kind) == JobKind.EXTRA_WORK.value, col(Job.currency) == currency)
            .group_by(col(Job.state))
        )
        found = {state: (count, minor) for state, count, minor in await self._session.execute(query)}
        approved, approved_minor = found.get(JobState.APPROVED.value, (0, 0))
        declined, declined_minor = found.get(JobState.DECLINED.value, (0, 0))
        decided = approved + declined
        return {
            "extra_approved": approved,
            "extra_declined": declined,
            "extra_approved_minor": approved_minor,
            "extra_declined_minor": declined_minor,
            "extra_approval": round_half_up(approved * WHOLE, decided) if decided else None,
        }

    async def _parts(self, span: Span, currency: str) -> dict[str, int]:
        line = (2 * col(OrderPart.quantity) * col(OrderPart.price_minor) + ONE) // (2 * ONE)
        stocked = case((col(OrderPart.item_id).is_not(None), line), else_=0)
        charged = (
            _completed(select(_sum(line), _sum(stocked)).select_from(Order), span)
            .join(OrderPart, col(OrderPart.order_id) == col(Order.id))
            .join(Job, col(Job.id) == col(OrderPart.job_id))
            .where(
                col(OrderPart.state).not_in(sorted(GONE)),
                col(Job.state) == JobState.APPROVED.value,
                col(OrderPart.currency) == currency,
            )
        )
        moved = _completed(select(-_sum(col(StockMovement.value_change))).select_from(Order), span).join(
            StockMovement, col(StockMovement.order_id) == col(Order.id)
        )
        parts, of_stock = (await self._session.execute(charged)).one()
        cost = await self._session.scalar(moved) or 0
        return {
            "parts_minor": parts,
            "stocked_minor": of_stock,
            "parts_cost_minor": cost,
            "parts_margin_minor": of_stock - cost,
        }


def _sum(value: Any) -> Any:
    # A sum of large integers is no integer in PostgreSQL.
    return cast(func.coalesce(func.sum(value), 0), BigInteger)


def _completed(query: Any, span: Span) -> Any:
    return query.where(col(Order.completed_at) >= span[0], col(Order.completed_at) < span[1])


def _done(span: Span, *first: Any) -> Any:
    """Return the sums of done stages of completed orders, after other columns."""
    started, done = col(OrderStage.started_at), col(OrderStage.done_at)
    is_timed = and_(started.is_not(None), done > started)
    seconds = epoch_seconds(done) - epoch_seconds(started)
    sums = (
        _sum(col(OrderStage.norm_minutes)),
        _sum(case((is_timed, col(OrderStage.norm_minutes)), else_=0)),
        _sum(case((is_timed, seconds), else_=0)),
    )
    query = select(*first, *sums).select_from(Order)
    stages = query.join(OrderStage, col(OrderStage.order_id) == col(Order.id))
    return _completed(stages, span).where(col(OrderStage.state) == StageState.DONE.value)


def _work(norm: int, timed: int, seconds: int) -> dict[str, int]:
    return {
        "norm_minutes": norm,
        "timed_norm_minutes": timed,
        "actual_minutes": round_half_up(seconds, MINUTE),
    }
