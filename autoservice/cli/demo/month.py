"""The demo's month: orders that were delivered, and those that are under way now, in all states.

The same for the same moment: chance comes from one seed.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import cycle
from random import Random
from typing import Final
from zoneinfo import ZoneInfo

from autoservice.cli.demo.cars import CARS
from autoservice.cli.demo.plan import Deed, Step, Visit
from autoservice.cli.demo.words import HOLDS, INTERNAL, SAID
from autoservice.cli.demo.working_time import WorkingTime
from autoservice.modules.catalog.services.schemas import ServiceView, StageTemplateView

SEED: Final = 12
DAYS: Final = 30
MECHANICS: Final = 2
# What is asked for most often comes more than once.
FREQUENT: Final = ("oil_and_filter", "seasonal_tyres", "scheduled_service", "computer_diagnostics")


@dataclass(frozen=True)
class Present:
    """An order that is not delivered: so many stages are ``done``, the last change was ``minutes`` ago.

    Without a mechanic nobody has it yet. ``begun`` means that the next stage is under way; ``hold`` is a
    place in ``HOLDS``.
    """

    service: str
    car: int
    mechanic: int | None
    done: int
    minutes: int
    begun: bool = False
    hold: int | None = None


# The place in ``HOLDS`` of an order whose parts are not there.
NO_PARTS: Final = 0
PRESENT: Final = (
    Present("wheel_bearing", 12, 0, 2, 390, begun=True, hold=0),
    Present("panel_paint", 6, 1, 1, 300, begun=True, hold=1),
    Present("front_discs_and_pads", 4, 0, 2, 150, begun=True, hold=4),
    Present("battery", 14, 1, 3, 170),
    Present("alignment", 9, 0, 3, 95),
    Present("timing_belt_and_pump", 7, 1, 5, 60, begun=True),
    Present("suspension_check", 3, 0, 1, 20, begun=True),
    Present("scheduled_service", 11, 1, 0, 25, begun=True),
    Present("brake_fluid", 8, 0, 0, 130),
    Present("drive_belt", 15, 1, 0, 75),
    Present("ac_recharge", 5, None, 0, 110),
    Present("clutch", 16, None, 0, 50),
    Present("seasonal_tyres", 2, None, 0, 12),
)


def plan_month(services: Sequence[ServiceView], zone: ZoneInfo, now: datetime) -> list[Visit]:
    """Return the visits of the last month and of today."""
    month = Month(services, WorkingTime(zone), now.replace(second=0, microsecond=0))
    return [*month.delivered(), *month.present()]


class Month:
    """The visits of the month before ``now``."""

    def __init__(self, services: Sequence[ServiceView], work: WorkingTime, now: datetime) -> None:
        self._stages = {service.code: service.stages for service in services}
        self._work = work
        self._now = now
        self._chance = Random(SEED)  # noqa: S311 - a demo, not a secret

    def delivered(self) -> list[Visit]:
        """Return the visits that are over: each mechanic has one after the other, with pauses."""
        codes = [*(code for code in SAID if code in self._stages), *FREQUENT * 2]
        self._chance.shuffle(codes)
        services, cars, visits = cycle(codes), cycle(CARS), list[Visit]()
        for mechanic in range(MECHANICS):
            begin = self._work.after(self._now - timedelta(days=DAYS), 60 + 200 * mechanic)
            while True:
                visit = Visit(next(services), next(cars), mechanic)
                ready = self._deliver(visit, begin)
                if visit.steps[-1].at > self._work.before(self._now, 420):
                    break
                visits.append(visit)
                begin = self._work.after(ready, self._chance.randint(450, 950))
        return visits

    def present(self) -> list[Visit]:
        """Return the visits of today, in all states."""
        return [self._reach(one) for one in PRESENT if one.service in self._stages]

    def _deliver(self, visit: Visit, begin: datetime) -> datetime:
        """Give the visit its steps from the request to the handover; return when the car was ready."""
        stages = self._stages[visit.service]
        self._request(visit, begin, assigned=True)
        ready = self._work_through(visit, begin, stages[:-1], uses_parts=True)
        held = self._chance.random() < 0.15 and len(stages) > 4
        if held:
            ready = self._interrupt(visit, ready)
        self._speak(visit)
        at = self._work.after(ready, self._chance.randint(15, 600))
        visit.steps.append(Step(at, Deed.COMPLETE, len(stages) - 1))
        return ready

    def _reach(self, present: Present) -> Visit:
        """Return a visit that is now where ``present`` says."""
        stages = self._stages[present.service]
        visit = Visit(present.service, CARS[present.car], present.mechanic or 0)
        changed = self._work.before(self._now, present.minutes)
        done = stages[: present.done]
        begin = self._work.before(changed, sum(map(_minutes, done)))
        self._request(visit, begin, assigned=present.mechanic is not None)
        is_ready = present.done == len(stages) - 1
        if present.mechanic is not None and not is_ready and present.hold != NO_PARTS:
            visit.steps.append(replace(visit.steps[-1], deed=Deed.RESERVE))
        end = self._work_through(visit, begin, done, exact=True, uses_parts=is_ready)
        if present.done > 1:
            self._speak(visit)
        if present.begun:
            visit.steps.append(Step(end, Deed.START, present.done))
        if present.hold is not None:
            reason, remark = HOLDS[present.hold]
            at = self._work.after(end, 10)
            visit.steps.append(Step(at, Deed.BLOCK, present.done, remark, reason=reason))
        return visit

    def _request(self, visit: Visit, begin: datetime, *, assigned: bool) -> None:
        """Let the client order before ``begin``, and the administrator give the work out."""
        at = self._work.before(begin, self._chance.randint(70, 1500)) if assigned else begin
        visit.note = SAID[visit.service].note
        visit.steps.append(Step(at, Deed.REQUEST))
        if assigned:
            given = min(self._work.after(at, self._chance.randint(5, 60)), begin)
            visit.steps.append(Step(given, Deed.ASSIGN))

    def _work_through(
        self,
        visit: Visit,
        begin: datetime,
        stages: Sequence[StageTemplateView],
        *,
        uses_parts: bool,
        exact: bool = False,
    ) -> datetime:
        """Let the mechanic do the stages one after the other; return when the last one was done."""
        for number, stage in enumerate(stages):
            pace = 1.0 if exact else self._chance.uniform(0.85, 1.35)
            # What takes a few minutes is only said to be done.
            if number:
                visit.steps.append(Step(begin, Deed.START, number))
            begin = self._work.after(begin, _minutes(stage) * pace)
            visit.steps.append(Step(begin, Deed.COMPLETE, number))
        if uses_parts:
            visit.steps.insert(-1, Step(begin, Deed.USE))
        return begin

    def _interrupt(self, visit: Visit, ready: datetime) -> datetime:
        """Put the third stage on hold for some hours: all later steps move; return when the car is ready."""
        index = next(i for i, step in enumerate(visit.steps) if (step.deed, step.stage) == (Deed.START, 2))
        reason, remark = self._chance.choice(HOLDS)
        blocked = visit.steps[index].at
        pause = self._chance.randint(180, 900)
        resumed = self._work.after(blocked, pause)
        later = [replace(step, at=self._work.after(step.at, pause)) for step in visit.steps[index + 1 :]]
        hold = Step(blocked, Deed.BLOCK, 2, remark, reason=reason)
        visit.steps[index + 1 :] = [hold, Step(resumed, Deed.RESUME, 2), *later]
        return self._work.after(ready, pause)

    def _speak(self, visit: Visit) -> None:
        """Let the mechanic write and photograph at the end of the last stage that is done."""
        said = SAID[visit.service]
        last = max(i for i, step in enumerate(visit.steps) if step.deed is Deed.COMPLETE)
        at, stage = visit.steps[last].at, visit.steps[last].stage
        spoken = [Step(at, Deed.COMMENT, stage, said.comment)]
        if said.photo and self._chance.random() < 0.6:
            spoken.insert(0, Step(at, Deed.PHOTO, stage, said.photo))
        if self._chance.random() < 0.2:
            spoken.append(Step(at, Deed.COMMENT, stage, self._chance.choice(INTERNAL), published=False))
        visit.steps[last:last] = spoken


def _minutes(stage: StageTemplateView) -> int:
    return max(3, stage.norm_minutes)
