"""Answering the checklists of stages, item by item."""

from collections.abc import Sequence

from autoservice.events.progress import ChecklistAnswered
from autoservice.modules.orders.changes import LockedOrder, lock_order
from autoservice.modules.orders.checklist import ItemAnswer, NewAnswer
from autoservice.modules.orders.ports import OrderRepository
from autoservice.modules.orders.workflow import StageAction
from autoservice.shared.access import Permission
from autoservice.shared.service import Service, requires
from autoservice.shared.unit import Unit


class ChecklistService(Service):
    """The answers of mechanics."""

    def __init__(self, unit: Unit, orders: OrderRepository) -> None:
        super().__init__(unit)
        self._orders = orders

    @requires(Permission.WORK_ON_STAGE)
    async def answer_item(self, order_id: int, stage_id: int, item: int, answer: NewAnswer) -> None:
        """Keep the answer to an item of a stage that is open and in its turn.

        Raises ``ChecklistItemNotFound`` and what ``LockedOrder.permit`` says.
        """
        order = await lock_order(self._unit, self._orders, order_id)
        answer_checklist(order, stage_id, [ItemAnswer(item=item, **answer.model_dump())])


def answer_checklist(order: LockedOrder, stage_id: int, answers: Sequence[ItemAnswer]) -> None:
    """Keep answers to the checklist of a stage, a fact for each that is new.

    Raises ``ChecklistItemNotFound`` and what ``LockedOrder.permit`` says.
    """
    for answer in answers:
        stage = order.permit(StageAction.ANSWER, stage_id)
        if stage.answer(answer.item, answer, order.unit.actor.user_id, order.now):
            answered = ChecklistAnswered(order.row.id, stage_id, answer.item)
            order.record(answered, after={"value": answer.value.value}, published=False)
