"""What the dashboard shows."""

from datetime import date

from pydantic import BaseModel

from autoservice.modules.orders.schemas import OrderView
from autoservice.modules.orders.workflow import OrderStatus


class StateCount(BaseModel):
    """How many of today's cars stand so."""

    status: OrderStatus
    count: int


class Money(BaseModel):
    """What was completed in a period: how many orders were handed over, and their totals together.

    ``revenue_minor`` is what these orders come to with their discounts, as agreed: it is not known here
    whether it was paid.
    """

    orders: int = 0
    revenue_minor: int = 0


class MechanicLoad(BaseModel):
    """What somebody has to do today in norm-minutes, and by how much that is more than the shop is open.

    Nobody's work has no ``mechanic_id``; of whoever is no mechanic any more, ``is_working`` is false.
    """

    mechanic_id: int | None
    name: str
    is_working: bool
    stages: int
    load_minutes: int
    overload_minutes: int


class FirstSteps(BaseModel):
    """What a shop has of what it needs to begin."""

    opening_hours: bool
    mechanics: bool
    orders: bool

    @property
    def are_done(self) -> bool:
        """Return whether the shop has begun."""
        return self.opening_hours and self.mechanics and self.orders


class OrderCounts(BaseModel):
    """How many open orders need what (``Focus``); ``states`` are of those of ``today``, in their course."""

    open: int = 0
    today: int = 0
    late: int = 0
    approval: int = 0
    parts: int = 0
    new: int = 0
    states: list[StateCount] = []


class Dashboard(BaseModel):
    """The shop's ``today``: cars, work and money.

    ``late_orders`` are the first of those that are late, by the queue. ``open_minutes`` is for how long the
    shop is open today, ``None`` where that is not known. ``low_stock`` counts to 10,000, as its list does.
    """

    today: date
    currency: str
    orders: OrderCounts
    late_orders: list[OrderView]
    open_minutes: int | None
    load: list[MechanicLoad]
    day: Money
    month: Money
    low_stock: int
    first_steps: FirstSteps
