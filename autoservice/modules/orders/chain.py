"""The chain of an order: the stages that follow from its jobs' templates."""

from collections.abc import Iterable, Sequence
from typing import Final

from autoservice.modules.catalog.repair_templates.codes import HANDOVER, INTAKE, SHARED_STAGES
from autoservice.modules.catalog.services.schemas import StageTemplateView
from autoservice.modules.orders.jobs import is_approved
from autoservice.modules.orders.models import Job, OrderStage
from autoservice.modules.orders.workflow import BEGUN, is_closed

Templates = Sequence[StageTemplateView]
Jobs = list[tuple[Job, Templates]]
# The position of a new stage before the chain is complete.
NOWHERE: Final = 0


def build_chain(order_id: int, jobs: Iterable[tuple[Job, Templates]]) -> list[OrderStage]:
    """Return the stages of an order: intake first, each approved job's own in their order, handover last.

    Intake and handover belong to the order and are there once, as long as the longest of the jobs' own.
    """
    return extend_chain(order_id, [], jobs)


def extend_chain(
    order_id: int, stages: Sequence[OrderStage], jobs: Iterable[tuple[Job, Templates]]
) -> list[OrderStage]:
    """Return the chain with the stages of further jobs, which stand before the handover.

    What is there stays as it is and keeps its sequence; new stages have their positions. Intake and handover
    grow to the longest of the jobs' own as long as nobody has begun them; one that the order has not got is
    new, but for the intake of a car on which work was begun.
    """
    approved = [(job, templates) for job, templates in jobs if is_approved(job)]
    is_begun = any(stage.state in BEGUN for stage in stages)
    chain = [
        *_shared(order_id, stages, INTAKE, [] if is_begun else approved),
        *(stage for stage in stages if stage.code not in SHARED_STAGES),
        *(_stage(order_id, job.id, template) for job, templates in approved for template in _own(templates)),
        *_shared(order_id, stages, HANDOVER, approved),
    ]
    for position, stage in enumerate(chain, start=1):
        if stage.position == NOWHERE:
            stage.position = position
    return chain


def _own(templates: Templates) -> Iterable[StageTemplateView]:
    return (template for template in templates if template.code not in SHARED_STAGES)


def _shared(order_id: int, stages: Sequence[OrderStage], code: str, jobs: Jobs) -> list[OrderStage]:
    """Return the order's own stage of that code, as long as the longest of the jobs' own."""
    found = [template for _, templates in jobs for template in templates if template.code == code]
    longest = max(found, key=lambda template: template.norm_minutes, default=None)
    present = [stage for stage in stages if stage.code == code]
    if longest is None:
        return present
    for stage in present:
        if stage.state not in BEGUN and not is_closed(stage):
            stage.lengthen(longest.norm_minutes)
    return present or [_stage(order_id, None, longest)]


def _stage(order_id: int, job_id: int | None, template: StageTemplateView) -> OrderStage:
    fields = template.model_dump() | {"position": NOWHERE}
    return OrderStage(order_id=order_id, job_id=job_id, **fields)
