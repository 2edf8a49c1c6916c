"""Tables of orders. Who may move a stage, and when, is in ``rules``; what a move changes is here."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    ColumnElement,
    Index,
    UniqueConstraint,
    false,
    literal_column,
    text,
    true,
)
from sqlmodel import Field, SQLModel, col

from autoservice.modules.orders.checklist import ChecklistColumns
from autoservice.modules.orders.discounts.columns import Discounted
from autoservice.modules.orders.errors import StageTransitionRefused, StaleVersion
from autoservice.modules.orders.promises.columns import Promised
from autoservice.modules.orders.queue import Band, band_of, find_band, find_place
from autoservice.modules.orders.said import SaidColumns
from autoservice.modules.orders.status import find_client_rank
from autoservice.modules.orders.workflow import (
    CLOSED,
    FINISHED_ORDERS,
    REMARK_LIMIT,
    UNDO_TIME,
    HoldReason,
    OrderStatus,
    StageState,
    is_override,
    may_become,
)
from autoservice.shared.access import Actor
from autoservice.shared.db import UtcDateTime, primary_key

# Written into statements as they are: a partial index serves no condition with parameters.
FINISHED: Final = [f"'{status}'" for status in sorted(FINISHED_ORDERS)]
OPEN: Final = text(f"status NOT IN ({', '.join(FINISHED)})")
CLOSED_STAGES: Final = [f"'{state}'" for state in sorted(CLOSED)]
OPEN_STAGE: Final = text(f"state NOT IN ({', '.join(CLOSED_STAGES)})")
# Of what may still be late without having been told so.
# What waits for somebody, as the dashboard counts it.
PROPOSED: Final = text("state = 'proposed'")
BLOCKED: Final = text("state = 'blocked'")
PROMISED: Final = text(f"promised_local IS NOT NULL AND slipped_at IS NULL AND {OPEN.text}")


class Order(Promised, Discounted, SaidColumns, table=True):
    """A repair order: what is done to one car; which work that is, its jobs say."""

    __tablename__ = "repair_order"
    # Each list of orders has its index, in the order in which it is read.
    __table_args__ = (
        Index("ix_repair_order_status_id", "status", "id"),
        Index("ix_repair_order_client_id_id", "client_id", "id"),
        Index("ix_repair_order_vehicle_id_id", "vehicle_id", "id"),
        Index("ix_repair_order_client_id_status_id", "client_id", "status", "id"),
        Index("ix_repair_order_client_id_client_rank_id", "client_id", "client_rank", "id"),
        Index("ix_repair_order_open", "id", sqlite_where=OPEN, postgresql_where=OPEN),
        Index("ix_repair_order_day", "scheduled_on", "id", sqlite_where=OPEN, postgresql_where=OPEN),
        Index("ix_repair_order_queue_key_id", "queue_key", "id"),
        Index("ix_repair_order_status_queue_key_id", "status", "queue_key", "id"),
        Index("ix_repair_order_promised", "id", sqlite_where=PROMISED, postgresql_where=PROMISED),
        Index("ix_repair_order_created_at_id", "created_at", "id"),
        Index("ix_repair_order_status_created_at_id", "status", "created_at", "id"),
        Index("ix_repair_order_client_id_created_at_id", "client_id", "created_at", "id"),
        # What was done in a period, and what was called off.
        Index("ix_repair_order_completed_at_id", "completed_at", "id"),
        Index("ix_repair_order_cancelled_at", "cancelled_at"),
        Index("ix_repair_order_number_number_year", "number", "number_year", unique=True),
    )

    id: int = primary_key()
    # What people call the order by: counted in each year of the shop's calendar (``paper_numbers``).
    number_year: int = Field(sa_column_kwargs={"server_default": "0"})
    number: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    client_id: int = Field(foreign_key="app_user.id")
    vehicle_id: int = Field(foreign_key="vehicle.id")
    note: str = Field(default="", max_length=2000)
    wished_on: date | None = None
    # The rate of the day on which it was agreed; 0 for none.
    vat_basis_points: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    status: str = Field(max_length=20)
    # Follows from the status; by it the client's list is sorted.
    client_rank: int = Field(default=1, sa_column_kwargs={"server_default": "1"})
    timeline_length: int = 0
    # The place in the shop's queue, the lowest first, and since when the order waits (``queue``).
    queue_key: int = Field(default=0, sa_type=BigInteger, sa_column_kwargs={"server_default": "0"})
    waiting_since: datetime | None = Field(default=None, sa_type=UtcDateTime)
    # When the car was handed over; reports count what is done by it.
    completed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    created_at: datetime = Field(sa_type=UtcDateTime)
    updated_at: datetime = Field(sa_type=UtcDateTime)

    def become(self, status: str, at: datetime) -> None:
        """Change the status, and with it the place in the client's list and whether it is completed."""
        self.status, self.client_rank = status, find_client_rank(status)
        self.completed_at = at if status == OrderStatus.DELIVERED else None

    def settle_queue(self, stages: Sequence["OrderStage"], now: datetime) -> None:
        """Move the order to its place in the shop's queue."""
        band = find_band(self.status, stages)
        self.waiting_since = self._waiting_since(band, stages, now)
        self.queue_key = find_place(band, self.waiting_since, self.id)

    def _waiting_since(self, band: Band, stages: Sequence["OrderStage"], now: datetime) -> datetime | None:
        if band is Band.ON_HOLD:
            since = [self.held_since, *(stage.blocked_since for stage in stages)]
            return min((moment for moment in since if moment), default=now)
        if band is not Band.UNASSIGNED:
            return None
        has_waited = band_of(self.queue_key) is band and self.waiting_since
        return self.waiting_since if has_waited else now

    @staticmethod
    def is_open() -> ColumnElement[bool]:
        """Return the condition that an order is neither delivered nor cancelled."""
        return col(Order.status).not_in([literal_column(status) for status in FINISHED])


class Job(SQLModel, table=True):
    """A position of an order, with names and price as agreed; extra work is of no service of the catalog.

    All jobs of an order have one currency.
    """

    __tablename__ = "job"
    __table_args__ = (
        UniqueConstraint("order_id", "position"),
        Index("ix_job_proposed", "order_id", sqlite_where=PROPOSED, postgresql_where=PROPOSED),
    )

    id: int = primary_key()
    order_id: int = Field(foreign_key="repair_order.id")
    position: int
    kind: str = Field(max_length=20)
    state: str = Field(max_length=20)
    service_id: int | None = Field(default=None, foreign_key="service_template.id", index=True)
    service_version: int | None = None
    template_version_id: int | None = Field(
        default=None, foreign_key="repair_template_version.id", index=True
    )
    name_ru: str = Field(max_length=200)
    name_en: str = Field(max_length=200)
    price_minor: int
    # What its parts cost beside, how much of that consumables, and how they stand; all follow from ``parts``.
    parts_minor: int = Field(default=0, sa_type=BigInteger, sa_column_kwargs={"server_default": "0"})
    consumables_minor: int = Field(default=0, sa_type=BigInteger, sa_column_kwargs={"server_default": "0"})
    parts_state: str = Field(default="none", max_length=20, sa_column_kwargs={"server_default": "none"})
    currency: str = Field(max_length=3)
    # Of extra work: each edit makes another version, of which a decision names the one that it saw.
    version: int = Field(default=1, sa_column_kwargs={"server_default": "1"})
    description: str = Field(default="", max_length=2000, sa_column_kwargs={"server_default": ""})
    norm_minutes: int | None = None
    urgency: str | None = Field(default=None, max_length=10)
    proposed_by: int | None = None
    decided_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    decided_how: str | None = Field(default=None, max_length=10)
    created_at: datetime = Field(sa_type=UtcDateTime)


class OrderStage(ChecklistColumns, table=True):
    """One stage of a job; of the order itself without one (intake, handover).

    ``undo_*`` are of its last change, if that was a start or a completion: the state before it, who made it,
    and until when they may take it back.
    """

    __tablename__ = "order_stage"
    __table_args__ = (
        UniqueConstraint("order_id", "position"),
        Index("ix_order_stage_mechanic_id_order_id", "mechanic_id", "order_id"),
        Index(
            "ix_order_stage_open",
            "mechanic_id",
            "order_id",
            sqlite_where=OPEN_STAGE,
            postgresql_where=OPEN_STAGE,
        ),
        Index("ix_order_stage_blocked", "order_id", sqlite_where=BLOCKED, postgresql_where=BLOCKED),
    )

    id: int = primary_key()
    order_id: int = Field(foreign_key="repair_order.id")
    job_id: int | None = Field(default=None, foreign_key="job.id")
    position: int
    parallel_group: int | None = None
    code: str = Field(max_length=40)
    name_ru: str = Field(max_length=120)
    name_en: str = Field(max_length=120)
    norm_minutes: int
    required: bool = True
    published: bool = Field(default=True, sa_column_kwargs={"server_default": true()})
    photo_needed: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    skill: str = Field(default="", max_length=40, sa_column_kwargs={"server_default": ""})
    state: str = Field(default=StageState.PENDING.value, max_length=20)
    mechanic_id: int | None = Field(default=None, foreign_key="app_user.id")
    started_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    done_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    blocked_reason: str | None = Field(default=None, max_length=20)
    blocked_remark: str = Field(default="", max_length=REMARK_LIMIT, sa_column_kwargs={"server_default": ""})
    blocked_since: datetime | None = Field(default=None, sa_type=UtcDateTime)
    blocked_until: date | None = None
    # Why an administrator has skipped it or opened it again.
    override_reason: str = Field(default="", max_length=REMARK_LIMIT, sa_column_kwargs={"server_default": ""})
    undo_state: str | None = Field(default=None, max_length=20)
    undo_by: int | None = None
    undo_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    version: int = 1

    def assign(self, mechanic_id: int) -> None:
        """Give the stage to a mechanic; one that is under way changes hands as it is."""
        if self.state == StageState.PENDING:
            self.state = StageState.ASSIGNED.value
        self.mechanic_id = mechanic_id
        self._keep_undo(None, None, None)
        self.version += 1

    def lengthen(self, norm_minutes: int) -> None:
        """Let the stage take so long, if that is longer than before."""
        if norm_minutes > self.norm_minutes:
            self.norm_minutes = norm_minutes
            self.version += 1

    def unassign(self) -> None:
        """Take the stage, which nobody has begun, from its mechanic."""
        self._become(StageState.PENDING)
        self.mechanic_id = None

    def start(self, by: Actor, at: datetime) -> None:
        """Begin work; ``by`` may undo that for a while."""
        before = self.state
        self._become(StageState.IN_PROGRESS)
        self.started_at = at
        self._keep_undo(before, by.user_id, at + UNDO_TIME)

    def complete(self, by: Actor, at: datetime) -> None:
        """Finish work, beginning it first if nobody had said so; ``by`` may undo that for a while."""
        before = self.state
        if before == StageState.ASSIGNED:
            self.start(by, at)
        self._become(StageState.DONE)
        self.done_at = at
        self._keep_undo(before, by.user_id, at + UNDO_TIME)

    def undo(self) -> None:
        """Undo the last step: the stage is as it was before, which is no step of the table."""
        if self.undo_state is None:
            raise StageTransitionRefused()
        if self.state == StageState.SKIPPED:
            self.override_reason = ""
        self.state, self.done_at = self.undo_state, None
        if self.state in (StageState.ASSIGNED, StageState.PENDING):
            self.started_at = None
        self._keep_undo(None, None, None)
        self.version += 1

    def block(self, reason: HoldReason, remark: str, until: date | None, at: datetime) -> None:
        """Put the stage on hold, ``until`` a day if one is known; ``remark`` is for the shop only."""
        self._become(StageState.BLOCKED)
        self.blocked_reason, self.blocked_remark, self.blocked_since = reason.value, remark, at
        self.blocked_until = until

    def resume(self) -> None:
        """Go on with work that was on hold."""
        self._become(StageState.IN_PROGRESS)
        self._end_hold()

    def skip(self, by: Actor, reason: str, at: datetime) -> None:
        """Leave the stage out; ``by`` may undo that for a while, unless it was on hold."""
        before = None if self.state == StageState.BLOCKED else self.state
        self._become(StageState.SKIPPED)
        self._end_hold()
        self.override_reason = reason
        if before:
            self._keep_undo(before, by.user_id, at + UNDO_TIME)

    def reopen(self, reason: str = "", *, goes_on: bool) -> None:
        """Open the closed stage again: what was done ``goes_on``, or is to be begun anew."""
        was_done = self.state == StageState.DONE
        given = StageState.ASSIGNED if self.mechanic_id else StageState.PENDING
        self._become(StageState.IN_PROGRESS if was_done and goes_on and self.mechanic_id else given)
        self.done_at, self.override_reason = None, reason
        if self.state != StageState.IN_PROGRESS:
            self.started_at = None

    def _end_hold(self) -> None:
        self.blocked_reason, self.blocked_remark, self.blocked_since = None, "", None
        self.blocked_until = None

    @staticmethod
    def is_open() -> ColumnElement[bool]:
        """Return the condition that something is left to do in a stage."""
        return col(OrderStage.state).not_in([literal_column(state) for state in CLOSED_STAGES])

    def require_version(self, expected: int | None) -> None:
        """Check that the caller saw the present version; raises ``StaleVersion``."""
        if expected is not None and expected != self.version:
            raise StaleVersion()

    def audited(self, by: Actor) -> dict[str, Any]:
        """Return the state for the audit log, and whose place ``by`` takes if the stage is another's."""
        override = {"instead_of": self.mechanic_id} if is_override(self, by) else {}
        return {"state": self.state, **override}

    def _become(self, target: StageState) -> None:
        # Who may do so, and when, is the rules' to say; this is what no caller can get around.
        if not may_become(self.state, target):
            raise StageTransitionRefused()
        self.state = target.value
        self._keep_undo(None, None, None)
        self.version += 1

    def _keep_undo(self, state: str | None, by: int | None, until: datetime | None) -> None:
        self.undo_state, self.undo_by, self.undo_until = state, by, until


class TimelineEntry(SQLModel, table=True):
    """What happened to an order, numbered from 1 without gaps; rows are only ever added."""

    __tablename__ = "timeline_entry"
    __table_args__ = (UniqueConstraint("order_id", "number"),)

    id: int = primary_key()
    order_id: int = Field(foreign_key="repair_order.id")
    number: int
    kind: str = Field(max_length=40)
    at: datetime = Field(sa_type=UtcDateTime)
    actor_id: int | None = Field(default=None, foreign_key="app_user.id")
    stage_id: int | None = Field(default=None, foreign_key="order_stage.id")
    published: bool = True
    data: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
