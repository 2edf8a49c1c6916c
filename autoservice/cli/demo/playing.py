"""The demo's past is played: each step through the services, by whoever does it, at its moment."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from itertools import groupby
from typing import Final, NamedTuple

from autoservice.cli.demo.drawings import photo
from autoservice.cli.demo.one_transaction import JoinedRuntime
from autoservice.cli.demo.plan import Deed, Step, Visit
from autoservice.cli.demo.stock import take_parts
from autoservice.modules.catalog.services.schemas import ServiceView
from autoservice.modules.orders.new_order import NewOrder
from autoservice.modules.progress.schemas import NewComment, StageHold, StageStep
from autoservice.runtime.unit_of_work import UnitOfWork
from autoservice.shared.access import Actor

# What the administrator does.
OFFICE: Final = frozenset([Deed.ASSIGN, Deed.RESERVE])


class Cast(NamedTuple):
    """Who acts in the plan."""

    clients: Sequence[Actor]
    mechanics: Sequence[Actor]
    administrator: Actor


class Order(NamedTuple):
    """An order that was placed, and the ids of its stages."""

    id: int
    stages: Sequence[int]


class Player:
    """Plays a plan with a clock of its own, so that orders, timelines and audit log have its moments."""

    def __init__(
        self, runtime: JoinedRuntime, cast: Cast, services: Sequence[ServiceView], items: Mapping[str, int]
    ) -> None:
        self._now = datetime.now(UTC)
        self._runtime = runtime.at(lambda: self._now)
        self._cast = cast
        self._services = {service.code: service.id for service in services}
        self._items = items
        self._orders: dict[int, Order] = {}

    async def play(self, visits: Sequence[Visit]) -> None:
        """Play all visits side by side, in the order of their moments."""
        steps = [(step.at, number, step) for number, visit in enumerate(visits) for step in visit.steps]
        steps.sort(key=lambda one: one[:2])
        for (at, number), together in groupby(steps, key=lambda one: one[:2]):
            self._now = at.astimezone(UTC)
            await self._play_together(number, visits[number], [step for _, _, step in together])

    async def _play_together(self, number: int, visit: Visit, steps: Sequence[Step]) -> None:
        """Play the steps of one moment, those of one person in one unit of work."""
        for actor, own in groupby(steps, key=lambda step: self._who(visit, step.deed)):
            async with self._runtime.transaction(actor) as unit:
                for step in own:
                    await self._do(unit, number, visit, step)

    def _who(self, visit: Visit, deed: Deed) -> Actor:
        if deed is Deed.REQUEST:
            return self._cast.clients[visit.car.owner]
        return self._cast.administrator if deed in OFFICE else self._cast.mechanics[visit.mechanic]

    async def _do(self, unit: UnitOfWork, number: int, visit: Visit, step: Step) -> None:
        if step.deed is Deed.REQUEST:
            self._orders[number] = await self._request(unit, visit)
            return
        order = self._orders[number]
        if step.deed is Deed.ASSIGN:
            mechanic = self._cast.mechanics[visit.mechanic]
            await unit.services.assignment.assign_order(order.id, mechanic.user_id)
        elif step.deed in (Deed.RESERVE, Deed.USE):
            used = step.deed is Deed.USE
            await take_parts(unit, self._items, order.id, visit.service, used=used)
        else:
            await _work(unit, (order.id, order.stages[step.stage]), step)

    async def _request(self, unit: UnitOfWork, visit: Visit) -> Order:
        car = visit.car
        service_id = self._services[visit.service]
        command = NewOrder(
            service_id=service_id, plate=car.plate, make=car.make, model=car.model, note=visit.note
        )
        order = await unit.services.orders.create_order(command)
        return Order(order.id, [stage.id for stage in order.stages])


async def _work(unit: UnitOfWork, place: tuple[int, int], step: Step) -> None:
    progress = unit.services.progress
    match step.deed:
        case Deed.START:
            await progress.start_stage(*place, StageStep())
        case Deed.COMPLETE:
            await progress.complete_stage(*place, StageStep())
        case Deed.BLOCK:
            await progress.block_stage(*place, StageHold(reason=step.reason, remark=step.text))
        case Deed.RESUME:
            await progress.resume_stage(*place, StageStep())
        case Deed.COMMENT:
            await progress.add_comment(*place, NewComment(text=step.text, published=step.published))
        case Deed.PHOTO:
            files = await progress.store_photo(place[0], photo(step.text))
            await progress.attach_photo(*place, files, published=step.published)
