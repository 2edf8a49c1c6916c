"""The rules of an order's jobs as pure functions. A job is a service as ordered, or extra work."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Protocol


class JobKind(StrEnum):
    """Where a job comes from."""

    SERVICE = "service"
    EXTRA_WORK = "extra_work"


class JobState(StrEnum):
    """Whether the client has agreed to a job."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class JobFacts(Protocol):
    """What the rules need to know of a job."""

    @property
    def state(self) -> str: ...
    @property
    def price_minor(self) -> int: ...


def is_approved(job: JobFacts) -> bool:
    """Whether the job is done and paid for: no other job has stages or costs anything."""
    return job.state == JobState.APPROVED


def total_price(jobs: Iterable[JobFacts]) -> int:
    """The price of an order in minor units: the sum of its approved jobs' prices."""
    return sum(job.price_minor for job in jobs if is_approved(job))
