"""The states of an order's parts as pure tables, and what follows from them for their job."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Final, Protocol

from autoservice.modules.catalog.inventory.costing import line_total
from autoservice.modules.catalog.inventory.units import ItemKind
from autoservice.modules.orders.workflow import OrderStatus


class PartState(StrEnum):
    """Where one part of an order stands."""

    NEEDED = "needed"
    ORDERED = "ordered"
    ARRIVED = "arrived"
    RESERVED = "reserved"
    ISSUED = "issued"
    RETURNED = "returned"
    REMOVED = "removed"


class PartAction(StrEnum):
    """What can be done on a part."""

    RESERVE = "reserve"
    ORDER = "order"
    ARRIVE = "arrive"
    ISSUE = "issue"
    RETURN = "return"
    CHANGE = "change"
    REMOVE = "remove"


class PartsState(StrEnum):
    """How the parts of a job stand: there are none, some are awaited, or all are there."""

    NONE = "none"
    AWAITED = "awaited"
    COMPLETE = "complete"


AWAITED: Final = frozenset({PartState.NEEDED, PartState.ORDERED})
# What costs nothing any more.
GONE: Final = frozenset({PartState.RETURNED, PartState.REMOVED})
# The states in which an action can be done.
FROM: Final[dict[PartAction, frozenset[PartState]]] = {
    PartAction.RESERVE: AWAITED | {PartState.ARRIVED},
    PartAction.ORDER: AWAITED,
    PartAction.ARRIVE: AWAITED,
    PartAction.ISSUE: frozenset({PartState.ARRIVED, PartState.RESERVED}),
    PartAction.RETURN: frozenset({PartState.ISSUED}),
    PartAction.CHANGE: frozenset(PartState) - GONE,
    PartAction.REMOVE: AWAITED | {PartState.ARRIVED, PartState.RESERVED},
}
# What an order that ends without its work does not need any more; what is ordered comes all the same.
DROPPED: Final = (PartState.NEEDED, PartState.RESERVED)
# The stages whose completion uses up what is reserved for their job.
USING_STAGES: Final = frozenset({"work", "replace", "paint"})
WORK_IS_OVER: Final = frozenset({OrderStatus.READY, OrderStatus.DELIVERED})


class PartFacts(Protocol):
    """The fields of a part that the rules read; ``quantity`` is in thousandths."""

    @property
    def item_id(self) -> int | None: ...
    @property
    def state(self) -> str: ...


class PartOfJob(Protocol):
    """The fields of a part that say what it is of which job."""

    @property
    def item_id(self) -> int | None: ...
    @property
    def job_id(self) -> int: ...


class PricedPart(Protocol):
    """The fields of a part that say what it costs."""

    @property
    def kind(self) -> str: ...
    @property
    def state(self) -> str: ...
    @property
    def quantity(self) -> int: ...
    @property
    def price_minor(self) -> int: ...


class StageOfJob(Protocol):
    """The fields of a stage that say which parts its completion uses up."""

    @property
    def code(self) -> str: ...
    @property
    def job_id(self) -> int | None: ...


def sum_parts(parts: Iterable[PricedPart]) -> int:
    """Return what parts cost in minor units: each line quantity x price, rounded half up once."""
    return sum(line_total(part.quantity, part.price_minor) for part in parts if part.state not in GONE)


def sum_consumables(parts: Iterable[PricedPart]) -> int:
    """Return how much of the sum of the parts consumables cost."""
    return sum_parts(part for part in parts if part.kind == ItemKind.CONSUMABLE)


def find_parts_state(parts: Iterable[PartFacts]) -> PartsState:
    """Return how the parts of a job stand."""
    states = {part.state for part in parts} - GONE
    if not states:
        return PartsState.NONE
    return PartsState.AWAITED if states & AWAITED else PartsState.COMPLETE


def uses_any_up(stage: StageOfJob, order_status: str) -> bool:
    """Return whether the completion of the stage uses up what is reserved for any job."""
    return stage.code in USING_STAGES or order_status in WORK_IS_OVER


def uses_up(stage: StageOfJob, job_id: int, order_status: str) -> bool:
    """Return whether the completion of the stage uses up what is reserved for the job.

    In a job without such a stage, the order's last work does.
    """
    return order_status in WORK_IS_OVER or (stage.code in USING_STAGES and stage.job_id == job_id)
