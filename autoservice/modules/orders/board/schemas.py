"""What the board is asked for, and what it shows."""

from datetime import date

from pydantic import BaseModel, ConfigDict

from autoservice.modules.orders.schemas import Day
from autoservice.modules.orders.workflow import StageState


class BoardQuery(BaseModel):
    """Whose work the board shows: of a ``day`` of the shop (none for today), or of orders without a day.

    Each open order stands in one place. What is in the shop stands under today, whatever was planned; so does
    what was planned for a day that is over. Any other one stands under its day, or ``without_day``.
    """

    model_config = ConfigDict(frozen=True)

    day: Day | None = None
    without_day: bool = False


class BoardCard(BaseModel):
    """An open stage on the board, with its order, its job (but for intake and handover) and its car.

    ``scheduled_on`` is the order's day as it was planned.
    """

    id: int
    order_id: int
    number: str
    name_ru: str
    name_en: str
    job_ru: str | None
    job_en: str | None
    norm_minutes: int
    state: StageState
    scheduled_on: date | None
    plate: str
    car: str


class BoardLane(BaseModel):
    """What a mechanic has to do, the first ``cards`` of it; nobody's work without ``mechanic_id``.

    Of whoever is no mechanic any more, ``is_working`` is false: their work needs another one.
    """

    mechanic_id: int | None
    name: str = ""
    is_working: bool = True
    load_minutes: int = 0
    count: int = 0
    cards: list[BoardCard] = []

    @property
    def has_hours(self) -> bool:
        """Return whether somebody works on it while the shop is open."""
        return self.is_working and self.mechanic_id is not None


class Board(BaseModel):
    """The open work of a ``day``, or without one (``None``); of a day that is over nothing is open.

    ``open_minutes`` is for how long the shop is open on the day, ``None`` where that is not known.
    ``orders_without_day`` is how many open orders still need one.
    """

    today: date
    day: date | None
    open_minutes: int | None
    orders_without_day: int
    lanes: list[BoardLane]

    @property
    def is_over(self) -> bool:
        """Return whether the day has passed."""
        return self.day is not None and self.day < self.today

    @property
    def load_minutes(self) -> int:
        """Return the norm-minutes of all lanes."""
        return sum(lane.load_minutes for lane in self.lanes)

    @property
    def capacity_minutes(self) -> int | None:
        """Return for how many minutes all mechanics together are there on the day."""
        people = sum(lane.has_hours for lane in self.lanes)
        return None if self.open_minutes is None else people * self.open_minutes

    def overload(self, lane: BoardLane) -> int:
        """Return by how many minutes a mechanic's work is more than the shop is open for."""
        if self.open_minutes is None or not lane.has_hours:
            return 0
        return max(lane.load_minutes - self.open_minutes, 0)
