"""The shop's queue of orders: what waits for somebody comes first, and there what has waited longest.

Each order has one number by which the queue is sorted. Its band says what the order waits for; within the
band it is the moment since when it waits, or else the newest order is first.
"""

from collections.abc import Sequence
from datetime import datetime
from enum import IntEnum
from typing import Final

from autoservice.modules.orders.workflow import (
    FINISHED_ORDERS,
    UNDER_WAY,
    OrderStatus,
    StageFacts,
    is_closed,
)

# More than any moment in seconds and any id.
BAND_SIZE: Final = 10**12


class Band(IntEnum):
    """Why an order stands where it does, the first band of the queue first."""

    UNASSIGNED = 0
    ON_HOLD = 1
    RUNNING = 2
    FINISHED = 3


def find_band(status: str, stages: Sequence[StageFacts]) -> Band:
    """Return the band of an order with these stages."""
    if status in FINISHED_ORDERS:
        return Band.FINISHED
    if status == OrderStatus.ON_HOLD:
        return Band.ON_HOLD
    return Band.UNASSIGNED if _has_nobody(stages) else Band.RUNNING


def _has_nobody(stages: Sequence[StageFacts]) -> bool:
    """Return whether the work that is due now is nobody's."""
    if any(stage.state in UNDER_WAY for stage in stages):
        return False
    due = next((stage for stage in stages if stage.required and not is_closed(stage)), None)
    return due is not None and due.mechanic_id is None


def find_place(band: Band, since: datetime | None, order_id: int) -> int:
    """Return the number by which the queue is sorted."""
    within = int(since.timestamp()) if since else BAND_SIZE - order_id
    return band * BAND_SIZE + within


def band_of(place: int) -> Band:
    """Return the band of a number of ``find_place``."""
    return Band(place // BAND_SIZE)
