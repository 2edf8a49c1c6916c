"""What completed orders were charged, in SQL: for each the total that ``estimate_jobs`` finds.

Nothing of it changes afterwards: the jobs of a delivered order keep their prices and parts, and the order its
discount, until it is opened again; then it is not completed until it is handed over once more.
"""

from datetime import datetime

from sqlalchemy import BigInteger, Subquery, case, cast, func, select
from sqlmodel import col

from autoservice.modules.orders.estimate import WHOLE
from autoservice.modules.orders.jobs import JobState
from autoservice.modules.orders.models import Job, Order


def charged_orders(begin: datetime, end: datetime, currency: str) -> Subquery:
    """Return the orders completed in a period, each with its ``gross_minor`` and ``charged_minor``.

    What was agreed in another currency adds nothing: sums of two currencies mean nothing.
    """
    # Not grouped: SQLite reads all orders by their ids rather than sort those of the period.
    agreed = (
        select(cast(func.sum(col(Job.price_minor) + col(Job.parts_minor)), BigInteger))
        .where(
            col(Job.order_id) == col(Order.id),
            col(Job.state) == JobState.APPROVED.value,
            col(Job.currency) == currency,
        )
        .correlate(Order)
        .scalar_subquery()
    )
    orders = (
        select(
            col(Order.id),
            col(Order.completed_at),
            func.coalesce(agreed, 0).label("gross_minor"),
            col(Order.discount_minor),
            col(Order.discount_basis_points),
        )
        .where(col(Order.completed_at) >= begin, col(Order.completed_at) < end)
        .subquery()
    )
    part = (2 * orders.c.gross_minor * orders.c.discount_basis_points + WHOLE) // (2 * WHOLE)
    left = orders.c.gross_minor - orders.c.discount_minor - part
    charged = case((left > 0, left), else_=0).label("charged_minor")
    return select(orders.c.id, orders.c.completed_at, orders.c.gross_minor, charged).subquery()
