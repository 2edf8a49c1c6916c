"""The chain of an order: the stages that follow from its jobs' templates."""

from collections.abc import Iterable, Sequence

from autoservice.modules.catalog.repair_templates.codes import HANDOVER, INTAKE, SHARED_STAGES
from autoservice.modules.catalog.services.schemas import StageTemplateView
from autoservice.modules.orders.jobs import is_approved
from autoservice.modules.orders.models import Job, OrderStage

Templates = Sequence[StageTemplateView]


def build_chain(order_id: int, jobs: Iterable[tuple[Job, Templates]]) -> list[OrderStage]:
    """Return the stages of an order: intake first, each approved job's own in their order, handover last.

    Intake and handover belong to the order and are there once, as long as the longest of the jobs' own.
    """
    approved = [(job, templates) for job, templates in jobs if is_approved(job)]
    links = [
        *_shared(INTAKE, approved),
        *((job.id, template) for job, templates in approved for template in _own(templates)),
        *_shared(HANDOVER, approved),
    ]
    return [_stage(order_id, *link, position) for position, link in enumerate(links, start=1)]


def _own(templates: Templates) -> Iterable[StageTemplateView]:
    return (template for template in templates if template.code not in SHARED_STAGES)


def _shared(code: str, jobs: Iterable[tuple[Job, Templates]]) -> list[tuple[None, StageTemplateView]]:
    found = [template for _, templates in jobs for template in templates if template.code == code]
    return [(None, max(found, key=lambda template: template.norm_minutes))] if found else []


def _stage(order_id: int, job_id: int | None, template: StageTemplateView, position: int) -> OrderStage:
    fields = template.model_dump() | {"position": position}
    return OrderStage(order_id=order_id, job_id=job_id, **fields)
