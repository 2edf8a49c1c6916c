"""The jobs that services of the catalog become, in a new order and in a running one."""

from collections.abc import Sequence
from datetime import datetime

from autoservice.modules.catalog.services.schemas import ServiceView
from autoservice.modules.orders.chain import Templates
from autoservice.modules.orders.jobs import JobKind, JobState
from autoservice.modules.orders.models import Job


def make_jobs(
    services: Sequence[ServiceView], now: datetime, *, order_id: int = 0, after: int = 0
) -> list[Job]:
    """Return a job of each service, with names, hours and price of today; the client has approved them.

    Their positions follow ``after``. A new order has no id yet.
    """
    return [
        Job(
            order_id=order_id,
            position=position,
            kind=JobKind.SERVICE.value,
            state=JobState.APPROVED.value,
            service_id=service.id,
            service_version=service.version,
            template_version_id=service.template_version_id,
            name_ru=service.name_ru,
            name_en=service.name_en,
            norm_minutes=service.norm_minutes,
            price_minor=service.price_minor,
            currency=service.currency,
            created_at=now,
        )
        for position, service in enumerate(services, start=after + 1)
    ]


def with_templates(jobs: Sequence[Job], services: Sequence[ServiceView]) -> list[tuple[Job, Templates]]:
    """Return each job with the stages of its service, as the chain takes them."""
    return [(job, service.stages) for job, service in zip(jobs, services, strict=True)]
