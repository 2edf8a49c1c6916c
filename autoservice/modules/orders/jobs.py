"""The rules of an order's jobs as pure functions. A job is a service as ordered, or extra work."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Protocol


class JobKind(StrEnum):
    """The origin of a job."""

    SERVICE = "service"
    EXTRA_WORK = "extra_work"


class JobState(StrEnum):
    """The client's decision on a job."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class PricedJob(Protocol):
    """The fields of a job that say what it costs."""

    @property
    def price_minor(self) -> int: ...
    @property
    def parts_minor(self) -> int: ...


class JobFacts(PricedJob, Protocol):
    """The fields of a job that the rules read."""

    @property
    def state(self) -> str: ...
    @property
    def consumables_minor(self) -> int: ...


def full_price(job: PricedJob) -> int:
    """Return what the work costs with its parts, which is what a decision is about."""
    return job.price_minor + job.parts_minor


def is_approved(job: JobFacts) -> bool:
    """Return whether the job is carried out: no other job has stages or costs anything."""
    return job.state == JobState.APPROVED


def awaits_decision(jobs: Iterable[JobFacts]) -> bool:
    """Return whether the client is asked about any of the jobs."""
    return any(job.state == JobState.PROPOSED for job in jobs)
