"""What an order needs that nobody should miss, as conditions in SQL: lists and counts have the same ones."""

from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, func, literal_column, or_, select
from sqlmodel import col

from autoservice.modules.orders.board.repository import IN_SHOP
from autoservice.modules.orders.jobs import JobState
from autoservice.modules.orders.models import Job, Order, OrderStage
from autoservice.modules.orders.queue import BAND_SIZE, Band
from autoservice.modules.orders.schemas import Focus
from autoservice.modules.orders.status import NOTHING_LEFT
from autoservice.modules.orders.workflow import HoldReason, OrderStatus, StageState

# The finished have the last band: whoever reads along the queue stops before them.
_UNFINISHED: Final = col(Order.queue_key) < Band.FINISHED * BAND_SIZE


def _has(table: Any, state: str, *conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """Return whether the order has a row in that state, which is written out: a partial index serves it.

    Not EXISTS: PostgreSQL may answer that by reading the rows of all orders at once.
    """
    theirs = col(table.order_id) == col(Order.id), col(table.state) == literal_column(f"'{state}'")
    found = select(col(table.id)).where(*theirs, *conditions).limit(1).correlate(Order)
    return found.scalar_subquery().is_not(None)


def _waits_for(reason: HoldReason) -> ColumnElement[bool]:
    blocked = _has(OrderStage, StageState.BLOCKED.value, col(OrderStage.blocked_reason) == reason.value)
    return or_(col(Order.held_reason) == reason.value, blocked)


def _is_new() -> ColumnElement[bool]:
    is_nobodys = col(Order.queue_key) < (Band.UNASSIGNED + 1) * BAND_SIZE
    # An expression: along the index of the status there would be no sequence of the list.
    not_begun = func.coalesce(col(Order.status), "").in_([OrderStatus.REQUESTED, OrderStatus.SCHEDULED])
    return and_(not_begun, or_(col(Order.scheduled_on).is_(None), is_nobodys))


def condition_of(focus: Focus, today: date) -> ColumnElement[bool]:
    """Return the condition that an open order needs it; ``today`` is the day in the shop."""
    if focus is Focus.TODAY:
        return or_(col(Order.scheduled_on) <= today, IN_SHOP)
    if focus is Focus.LATE:
        return and_(col(Order.slipped_at).is_not(None), col(Order.status).not_in(sorted(NOTHING_LEFT)))
    if focus is Focus.APPROVAL:
        return or_(_has(Job, JobState.PROPOSED.value), _waits_for(HoldReason.APPROVAL))
    return _waits_for(HoldReason.PARTS) if focus is Focus.PARTS else _is_new()


def needing(focus: Focus, today: date) -> list[ColumnElement[bool]]:
    """Return the conditions of the list of those orders."""
    return [Order.is_open(), _UNFINISHED, condition_of(focus, today)]
