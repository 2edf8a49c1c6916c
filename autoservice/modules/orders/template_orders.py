"""The orders that have work of a repair template, in SQL."""

from collections import Counter
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from autoservice.modules.catalog.repair_templates.models import RepairTemplateVersion
from autoservice.modules.catalog.repair_templates.ports import RunningOrders
from autoservice.modules.orders.models import Job, Order
from autoservice.shared.pagination import COUNTED


class SqlTemplateOrders:
    """``TemplateOrders`` over one database session."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def count_running(self, template_ids: Sequence[int]) -> RunningOrders:
        """Return how many open orders have work of each version of the templates.

        It begins with the open orders, which are few beside all that ever had such work.
        """
        running = select(col(Order.id)).where(Order.is_open()).offset(0).subquery()
        version = RepairTemplateVersion
        query = (
            select(col(version.template_id), col(version.number), running.c.id)
            .join_from(running, Job, col(Job.order_id) == running.c.id)
            .join(version, col(version.id) == col(Job.template_version_id))
            .where(col(version.template_id).in_(template_ids))
            .distinct()
            .limit(COUNTED)
        )
        found = (await self._session.execute(query)).all()
        orders = {(template, order) for template, _, order in found}
        return RunningOrders(
            by_template=Counter(template for template, _ in orders),
            by_version=Counter((template, number) for template, number, _ in found),
            exact=len(found) < COUNTED,
        )

    async def has_any(self, template_id: int) -> bool:
        """Return whether any order, running or not, has work of the template."""
        query = (
            select(col(Job.id))
            .join(RepairTemplateVersion, col(RepairTemplateVersion.id) == col(Job.template_version_id))
            .where(col(RepairTemplateVersion.template_id) == template_id)
            .limit(1)
        )
        return await self._session.scalar(query) is not None
