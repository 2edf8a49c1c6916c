"""Which of a service's default parts an order lacks."""

from collections.abc import Iterable, Mapping, Sequence

from autoservice.modules.catalog.inventory.schemas import ServicePartView
from autoservice.modules.orders.jobs import is_approved
from autoservice.modules.orders.models import Job
from autoservice.modules.orders.parts.states import PartOfJob

UsualPart = tuple[Job, ServicePartView]


def services_of(jobs: Iterable[Job]) -> list[int]:
    """Return the services of the catalog whose default parts the jobs may take, each once."""
    return sorted({job.service_id for job in jobs if is_approved(job) and job.service_id})


def find_usual_parts(
    jobs: Sequence[Job], parts: Iterable[PartOfJob], defaults: Mapping[int, Sequence[ServicePartView]]
) -> list[UsualPart]:
    """Return the default parts that the approved jobs lack, by job, in the sequence of the catalog.

    ``parts`` are those of the order that are not removed, ``defaults`` the default parts by service. A
    removed part comes again: what was declined by mistake took its parts along. A returned one does not: it
    was in the workshop and was not needed. Archived items are left out.
    """
    there = {(part.job_id, part.item_id) for part in parts}
    return [
        (job, default)
        for job in jobs
        if is_approved(job)
        for default in defaults.get(job.service_id or 0, ())
        if default.active and (job.id, default.item_id) not in there
    ]
