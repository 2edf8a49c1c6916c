"""Commands, queries and views of the orders module."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field

from autoservice.modules.orders.approvals.rules import (
    DecidedHow,
    JobAction,
    Urgency,
    available_on_job,
)
from autoservice.modules.orders.discounts.views import ChargedView
from autoservice.modules.orders.estimate import estimate_jobs
from autoservice.modules.orders.jobs import JobKind, JobState, is_approved
from autoservice.modules.orders.parts.states import PartsState
from autoservice.modules.orders.promises.views import CompletionView
from autoservice.modules.orders.stage_view import StageView as StageView
from autoservice.modules.orders.status import OrderAction, available_on_order
from autoservice.modules.orders.workflow import (
    UNDER_WAY,
    HoldReason,
    OrderStatus,
    first_open_predecessor,
    is_closed,
)
from autoservice.shared.access import Actor, Permission, Role
from autoservice.shared.pagination import PageRequest
from autoservice.shared.validation import STORABLE, YEARS, CalendarDay, Id, SearchText


class Assignment(BaseModel):
    """The command to give work to a mechanic, or to nobody: what was begun stays with its mechanic then.

    ``replaces`` are the mechanics of the open stages as the caller saw them, ``null`` for a stage that is
    nobody's. With it the command is refused if somebody has given out the work meanwhile.
    """

    mechanic_id: Id | None
    replaces: Annotated[list[Id | None], Field(max_length=100)] | None = None


class Focus(StrEnum):
    """What an order needs that nobody should miss: the questions of the morning.

    ``today``: the car is in the shop, or was expected by today. ``late``: the promise slips, and the work is
    not done. ``approval``, ``parts``: something of the order waits for the client's approval, or for parts.
    ``new``: it has no day yet, or what is due is nobody's, and nothing is begun.
    """

    TODAY = "today"
    LATE = "late"
    APPROVAL = "approval"
    PARTS = "parts"
    NEW = "new"


class OrdersSort(StrEnum):
    """The sequence of a list of orders."""

    NEWEST = "newest"
    READY_FIRST = "ready_first"
    QUEUE = "queue"


# Far from the ends of what a day can be.
Day = Annotated[CalendarDay, Field(ge=date(YEARS.start, 1, 1), lt=date(YEARS.stop, 1, 1))]


class OrdersFilter(PageRequest):
    """The query for a list of orders, newest first; ``active`` leaves out the delivered and cancelled.

    ``q`` is a search text: a plate, a number, a client's name, phone or address, a make or model.
    ``vehicle`` are the orders of that car; for those who may read all orders also of other clients' cars with
    its plate or its VIN.
    ``plate`` is compared by its normal form; ``from`` and ``to`` are days of the shop's calendar, of the
    orders placed then. ``client`` and ``mechanic`` (of any stage) are for those who may read all orders.
    ``sort=ready_first`` lists what a client can collect before what is running, and the finished last; for
    clients only.
    ``sort=queue`` puts first what is nobody's work yet, then what is on hold, each since longest, then what
    is running, then the finished; for those who may read all orders, and unless they seek any of these.
    ``focus`` are the open orders that need something (``Focus``); ``completed_from`` and ``completed_to`` are
    days on which cars were handed over. Both are for those who may read all orders.
    """

    model_config = ConfigDict(validate_by_name=True)

    q: SearchText = ""
    status: OrderStatus | None = None
    active: bool = False
    vehicle: Id | None = None
    plate: Annotated[str, Field(max_length=40, pattern=STORABLE)] = ""
    client: Id | None = None
    mechanic: Id | None = None
    from_day: Annotated[Day | None, Field(alias="from")] = None
    to_day: Annotated[Day | None, Field(alias="to")] = None
    focus: Focus | None = None
    completed_from: Day | None = None
    completed_to: Day | None = None
    sort: OrdersSort = OrdersSort.NEWEST

    @property
    def narrows(self) -> bool:
        """Return whether the query leaves out any orders."""
        return self.active or self.status is not None or self.focus is not None or self.seeks

    @property
    def seeks(self) -> bool:
        """Return whether the query asks for a text, a car, a person or some days."""
        days = self.from_day, self.to_day, self.completed_from, self.completed_to
        asked = self.vehicle, self.plate, self.client, self.mechanic
        return any(asked) or any(days) or bool(self.q.strip())

    @property
    def is_of_the_shop(self) -> bool:
        """Return whether only those may ask it who may read all orders."""
        return any((self.client, self.mechanic, self.focus, self.completed_from, self.completed_to))


class VehicleView(BaseModel):
    """The car of an order; ``plate`` and ``vin`` are as they were typed."""

    id: int
    plate: str
    vin: str
    make: str
    model: str
    year: int | None


class JobView(BaseModel):
    """A position of an order, with names and price as agreed; extra work is of no service of the catalog.

    ``parts_minor`` is what its parts cost beside the price, ``consumables_minor`` how much of that is for
    consumables, ``parts_state`` how they stand.
    Extra work has the words of whoever proposed it, and a ``version``, which a decision names; ``decided_at``
    and ``decided_how`` tell of the decision on that version, ``actions`` what its reader may do with it now.
    """

    id: int
    position: int
    kind: JobKind
    state: JobState
    service_id: int | None
    service_version: int | None
    name_ru: str
    name_en: str
    price_minor: int
    parts_minor: int = 0
    consumables_minor: int = 0
    parts_state: PartsState = PartsState.NONE
    currency: str
    created_at: datetime
    version: int = 1
    description: str = ""
    norm_minutes: int | None = None
    urgency: Urgency | None = None
    decided_at: datetime | None = None
    decided_how: DecidedHow | None = None
    actions: list[JobAction] = []

    def for_viewer(self, order: "OrderView", viewer: Actor) -> "JobView":
        """Return the job with the actions of ``viewer``."""
        actions = available_on_job(order, self, viewer)
        return self.model_copy(update={"actions": actions}) if actions != self.actions else self


# What of an order is for the shop only, as others read it.
ORDER_FOR_THE_SHOP: Final = {"held_remark": "", "reopened_reason": ""}


SHOWN_OF_PLATE: Final = 4


class OrderView(CompletionView, ChargedView, BaseModel):
    """An order with its jobs and stages; ``progress`` is in percent of the norm-hours of all stages.

    A client sees those that are published; ``unseen_work`` says that another one is begun or on hold.
    Its names are those of its first approved job, its price is the sum of all approved ones less the
    discount, which contains ``vat_minor`` at a rate of so many basis points; ``estimate`` has its parts.
    ``number`` is what people call it by, such as "2026-00042"; ``wished_on`` the day asked for.
    ``waiting_since`` is since when it is nobody's work or on hold, if it is. ``held_*`` tell of a hold of the
    whole order; of them ``held_remark`` is for the shop only, as ``reopened_reason`` is.
    ``actions`` are what its reader may do on the whole order ``now``, which is when it was read.
    """

    id: int
    number: str
    now: datetime = Field(exclude=True)
    status: OrderStatus
    progress: int
    version: int
    client_id: int
    client_name: str
    service_name_ru: str
    service_name_en: str
    price_minor: int
    vat_basis_points: int = 0
    vat_minor: int = 0
    currency: str
    note: str
    wished_on: date | None = None
    vehicle: VehicleView
    waiting_since: datetime | None = None
    scheduled_on: date | None = None
    held_reason: HoldReason | None = None
    held_remark: str = ""
    held_since: datetime | None = None
    held_until: date | None = None
    cancelled_reason: str = ""
    reopened_reason: str = ""
    comeback: bool = False
    created_at: datetime
    updated_at: datetime
    jobs: list[JobView]
    stages: list[StageView]
    unseen_work: bool = Field(default=False, exclude=True)
    actions: list[OrderAction] = []

    def for_viewer(self, viewer: Actor) -> "OrderView":
        """Return the order with the actions of ``viewer`` and without what they may not read.

        What the program reads for many viewers stays whole until each of them is known.
        """
        if viewer.role is Role.SYSTEM:
            return self
        whole = viewer.may(Permission.READ_INTERNAL)
        hidden = [] if whole else [stage for stage in self.stages if not stage.published]
        shown = [stage.for_viewer(self, viewer) for stage in self.stages if stage not in hidden]
        seen = self._without_people() if viewer.order_id else self
        return seen.model_copy(
            update={
                "jobs": self._jobs_for(viewer),
                "stages": [stage.without_people() for stage in shown] if viewer.order_id else shown,
                "unseen_work": any(stage.state in UNDER_WAY for stage in hidden),
                "actions": available_on_order(self, viewer),
                **({} if whole else ORDER_FOR_THE_SHOP),
            }
        )

    def _without_people(self) -> "OrderView":
        """Return the order as whoever holds a tracking link reads it: without people."""
        plate = self.vehicle.plate[:SHOWN_OF_PLATE] + "…"
        vehicle = self.vehicle.model_copy(update={"id": 0, "plate": plate, "vin": ""})
        hidden = {"client_id": 0, "client_name": "", "note": "", "discount_reason": ""}
        return self.model_copy(update={**hidden, "vehicle": vehicle})

    def _jobs_for(self, viewer: Actor) -> list[JobView]:
        """Return the jobs with the actions of ``viewer``; what was withdrawn is for the shop only."""
        whole = viewer.may(Permission.READ_INTERNAL)
        jobs = (job for job in self.jobs if whole or job.state is not JobState.WITHDRAWN)
        return [job.for_viewer(self, viewer) for job in jobs]

    @property
    def names(self) -> dict[int, str]:
        """Return the names of the client and the mechanics, by their ids."""
        mechanics = {stage.mechanic_id: stage.mechanic_name for stage in self.stages if stage.mechanic_id}
        return {self.client_id: self.client_name, **mechanics}

    @property
    def current_stages(self) -> list[StageView]:
        """Return the stages that are begun or on hold; if there are none, those that must be done next."""
        if self.status is OrderStatus.DELIVERED:
            return []
        under_way = [stage for stage in self.stages if stage.state in UNDER_WAY]
        return under_way or [stage for stage in self.stages if self._is_due(stage)]

    def _is_due(self, stage: StageView) -> bool:
        is_left = stage.required and not is_closed(stage)
        return is_left and first_open_predecessor(self.stages, stage) is None

    @property
    def work(self) -> list[JobView]:
        """Return the jobs that name the order: the approved ones, else the first."""
        return [job for job in self.jobs if is_approved(job)] or self.jobs[:1]

    def total_with(self, *jobs: JobView) -> int:
        """Return what the order comes to once these jobs are approved as well."""
        return estimate_jobs(self.jobs, self.discount, also=jobs).total_minor

    def has_parts_for(self, stage: StageView) -> bool:
        """Return whether the stage is on hold for parts that are all there by now."""
        if stage.blocked_reason is not HoldReason.PARTS:
            return False
        states = {job.parts_state for job in self.work if stage.job_id in (None, job.id)}
        return PartsState.COMPLETE in states and PartsState.AWAITED not in states

    @property
    def current_stage(self) -> StageView | None:
        """Return the first of the current stages, if any."""
        return next(iter(self.current_stages), None)

    @property
    def open_mechanics(self) -> dict[int | None, str]:
        """Return the mechanics of the open stages in their order, by id; ``None`` for nobody."""
        return {stage.mechanic_id: stage.mechanic_name for stage in self.stages if not is_closed(stage)}

    @property
    def mechanic_ids(self) -> set[int]:
        """Return the ids of the mechanics of all stages."""
        return {stage.mechanic_id for stage in self.stages if stage.mechanic_id}


class OrderAudience(BaseModel):
    """The people whom a change of an order concerns."""

    client_id: int
    mechanic_ids: set[int]
