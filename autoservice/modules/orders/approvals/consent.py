"""The client's consent to a job, and how it is kept: who gave it, when, from where, and to what."""

from collections.abc import Sequence
from typing import Any

from autoservice.modules.orders.approvals.models import JobDecision
from autoservice.modules.orders.approvals.rules import DecidedHow
from autoservice.modules.orders.changes import LockedOrder
from autoservice.modules.orders.estimate import estimate_jobs
from autoservice.modules.orders.jobs import JobState, full_price
from autoservice.modules.orders.models import Job
from autoservice.shared.request_context import current_request_context


def decide(
    order: LockedOrder, state: JobState, how: DecidedHow, jobs: Sequence[Job], job: Job, remark: str = ""
) -> JobDecision:
    """Let the actor decide on the job, one of the order's ``jobs`` or to be one; returns the decision.

    The ``remark`` is kept of the shop only, which says by it how the client decided.
    """
    unit, request = order.unit, current_request_context()
    shown = _shown(order, jobs, job)
    job.state, job.decided_at, job.decided_how = state.value, unit.now, how.value
    return JobDecision(
        job_id=job.id,
        version=job.version,
        decision=state.value,
        how=how.value,
        decided_by=unit.actor.user_id or None,
        link_id=unit.actor.link_id or None,
        remark=remark if how is DecidedHow.SHOP else "",
        price_minor=full_price(job),
        currency=job.currency,
        shown=shown,
        at=unit.now,
        user_agent=request.user_agent[:300],
        ip_address=request.ip_address[:45],
    )


def total_with(order: LockedOrder, jobs: Sequence[Job], job: Job) -> int:
    """Return what the order comes to once the job is approved as well."""
    return estimate_jobs(jobs, order.row.discount, also=[job]).total_minor


def _shown(order: LockedOrder, jobs: Sequence[Job], job: Job) -> dict[str, Any]:
    """Return what whoever decides was shown, before anything of it changes."""
    return {
        "name": job.name_ru,
        "description": job.description,
        "price_minor": full_price(job),
        "parts_minor": job.parts_minor,
        "currency": job.currency,
        "norm_minutes": job.norm_minutes,
        "urgency": job.urgency,
        "total_before_minor": estimate_jobs(jobs, order.row.discount).total_minor,
        "total_after_minor": total_with(order, jobs, job),
    }
