"""The rules of promises as pure functions."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, Protocol
from zoneinfo import ZoneInfo

from autoservice.modules.orders.calendar import is_left_out, is_twice
from autoservice.modules.orders.promises.errors import (
    PromiseAmbiguous,
    PromiseInGap,
    PromisePassed,
    PromiseTooFar,
    ReasonMissing,
)
from autoservice.modules.orders.workflow import StageState

# What comes later than promised by no more than this is in time.
TOLERANCE: Final = timedelta(minutes=30)
FURTHEST: Final = timedelta(days=366)


class PromiseReason(StrEnum):
    """Why a promise is put off or not kept: what the order waits for, or that the work takes longer."""

    PARTS = "parts"
    APPROVAL = "approval"
    CLIENT = "client"
    SUBLET = "sublet"
    BAY = "bay"
    LONGER = "longer"


class HeldStage(Protocol):
    """What a reason needs to know of a stage."""

    @property
    def state(self) -> str: ...
    @property
    def blocked_reason(self) -> str | None: ...


def check_promise(
    local: datetime, zone: str, now: datetime, before: datetime | None, reason: PromiseReason | None
) -> None:
    """Check what is to be promised; ``before`` is the moment that was promised so far.

    Raises ``PromiseInGap`` and ``PromiseAmbiguous`` for a time that the clocks leave out or show twice,
    ``PromisePassed``, ``PromiseTooFar``, and ``ReasonMissing`` if it is later than before.
    """
    place = ZoneInfo(zone)
    if is_left_out(local, place):
        raise PromiseInGap()
    if is_twice(local, place):
        raise PromiseAmbiguous()
    moment = local.replace(tzinfo=place)
    if moment <= now:
        raise PromisePassed()
    if moment > now + FURTHEST:
        raise PromiseTooFar()
    if before and moment > before and reason is None:
        raise ReasonMissing()


def is_late(promised: datetime, expected: datetime | None, now: datetime) -> bool:
    """Return whether the promise is, or will be, passed by more than is tolerated."""
    return max(now, expected or now) > promised + TOLERANCE


def find_slip_reason(stages: Iterable[HeldStage]) -> PromiseReason:
    """Return what the first stage on hold waits for; without one, that the work takes longer."""
    held = (stage.blocked_reason for stage in stages if stage.state == StageState.BLOCKED)
    known = (reason for reason in held if reason in set(PromiseReason))
    return PromiseReason(next(known, PromiseReason.LONGER) or PromiseReason.LONGER)
