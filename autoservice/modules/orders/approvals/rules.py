"""The rules of extra work as pure functions: what may be done with it, by whom, and why not now."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Protocol, TypeVar

from autoservice.modules.orders.approvals.errors import (
    ExtraWorkBegun,
    JobNotFound,
    WorkDecided,
    WorkWithdrawn,
)
from autoservice.modules.orders.jobs import JobKind, JobState
from autoservice.modules.orders.rules import Refusal, refuse_finished
from autoservice.modules.orders.workflow import OrderFacts, StageFacts, StageState
from autoservice.shared.access import Actor, Permission

NOT_BEGUN: Final = frozenset({StageState.PENDING, StageState.ASSIGNED})


class Urgency(StrEnum):
    """How soon the work should be done."""

    NOW = "now"
    SOON = "soon"
    LATER = "later"


class DecidedHow(StrEnum):
    """How the client decided: signed in, by a tracking link, or by telling the shop."""

    ACCOUNT = "account"
    LINK = "link"
    SHOP = "shop"


class JobAction(StrEnum):
    """What can be done with extra work."""

    EDIT = "edit"
    WITHDRAW = "withdraw"
    APPROVE = "approve"
    DECLINE = "decline"
    ADD_PHOTO = "add_photo"


class WorkFacts(Protocol):
    """The fields of a job that the rules read."""

    @property
    def id(self) -> int: ...
    @property
    def kind(self) -> str: ...
    @property
    def state(self) -> str: ...
    @property
    def price_minor(self) -> int: ...
    @property
    def parts_minor(self) -> int: ...


Work = TypeVar("Work", bound=WorkFacts)


def find_extra_work(jobs: Iterable[Work], job_id: int) -> Work:
    """Return the extra work with that id; raises ``JobNotFound``."""
    found = (job for job in jobs if job.id == job_id and job.kind == JobKind.EXTRA_WORK)
    if job := next(found, None):
        return job
    raise JobNotFound()


def stages_of(stages: Sequence[StageFacts], job: WorkFacts) -> list[StageFacts]:
    """Return the job's own stages."""
    return [stage for stage in stages if stage.job_id == job.id]


def _refuse_change(order: OrderFacts, job: WorkFacts) -> Refusal:
    """Refuse changes of what was withdrawn or begun; what was decided is proposed anew by a change."""
    if job.state == JobState.WITHDRAWN:
        return WorkWithdrawn
    is_begun = any(stage.state not in NOT_BEGUN for stage in stages_of(order.stages, job))
    return ExtraWorkBegun if is_begun else refuse_finished(order)


def _refuse_approve(order: OrderFacts, job: WorkFacts) -> Refusal:
    """Refuse a second approval; what was declined can still be approved."""
    if job.state == JobState.WITHDRAWN:
        return WorkWithdrawn
    return WorkDecided if job.state == JobState.APPROVED else refuse_finished(order)


def _refuse_decided(order: OrderFacts, job: WorkFacts) -> Refusal:
    """Refuse to decline what is decided, and photos with which nobody decided on it."""
    if job.state == JobState.WITHDRAWN:
        return WorkWithdrawn
    return WorkDecided if job.state != JobState.PROPOSED else refuse_finished(order)


@dataclass(frozen=True)
class JobRule:
    """Who may do something at all, and why not now."""

    permission: Permission
    refuse: Callable[[OrderFacts, WorkFacts], Refusal]


JOB_RULES: Final = {
    JobAction.EDIT: JobRule(Permission.PROPOSE_WORK, _refuse_change),
    JobAction.WITHDRAW: JobRule(Permission.PROPOSE_WORK, _refuse_change),
    JobAction.APPROVE: JobRule(Permission.DECIDE_WORK, _refuse_approve),
    JobAction.DECLINE: JobRule(Permission.DECIDE_WORK, _refuse_decided),
    JobAction.ADD_PHOTO: JobRule(Permission.PROPOSE_WORK, _refuse_decided),
}


def check_job(action: JobAction, order: OrderFacts, job: WorkFacts, by: Actor) -> None:
    """Check that ``by`` may do ``action`` with the work now; raises the refusal of its rule."""
    rule = JOB_RULES[action]
    by.check(rule.permission)
    if refused := rule.refuse(order, job):
        raise refused


def available_on_job(order: OrderFacts, job: WorkFacts, by: Actor) -> list[JobAction]:
    """Return the actions with the work that ``check_job`` lets ``by`` do now; none with a service."""
    if job.kind != JobKind.EXTRA_WORK:
        return []
    allowed = (one for one in JOB_RULES.items() if by.may(one[1].permission))
    return [action for action, rule in allowed if not rule.refuse(order, job)]
