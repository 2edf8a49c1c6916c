"""The service that adds services of the catalog to a running order."""

from autoservice.events.orders import JobAdded
from autoservice.modules.catalog.services.service import CatalogService
from autoservice.modules.orders.approvals.consent import decide
from autoservice.modules.orders.approvals.ports import WorkRepository
from autoservice.modules.orders.approvals.proposals import facts_of, shown_of
from autoservice.modules.orders.approvals.rules import DecidedHow
from autoservice.modules.orders.assignment import AssignmentService
from autoservice.modules.orders.chain import extend_chain
from autoservice.modules.orders.changes import lock_order
from autoservice.modules.orders.commands import AddedJobs
from autoservice.modules.orders.jobs import JobState
from autoservice.modules.orders.new_order import check_prices
from autoservice.modules.orders.ports import OrderRepository
from autoservice.modules.orders.service_jobs import make_jobs, with_templates
from autoservice.modules.orders.status import OrderAction
from autoservice.shared.access import Permission
from autoservice.shared.service import Service, requires
from autoservice.shared.unit import Unit


class OrderJobsService(Service):
    """Services that a client wants beside what was ordered, while the order runs."""

    def __init__(
        self,
        unit: Unit,
        orders: OrderRepository,
        work: WorkRepository,
        catalog: CatalogService,
        assignment: AssignmentService,
    ) -> None:
        super().__init__(unit)
        self._orders = orders
        self._work = work
        self._catalog = catalog
        self._assignment = assignment

    @requires(Permission.MANAGE_ORDERS)
    async def add_jobs(self, order_id: int, command: AddedJobs) -> None:
        """Add services at the client's wish, with names and prices of today: they are approved at once.

        Raises ``ServiceNotFound`` for one that is not on offer, ``PriceChanged`` if they cost something else
        than was shown, and an error of ``ADDING_REFUSED``.
        """
        order = await lock_order(self._unit, self._orders, order_id)
        order.permit_order(OrderAction.ADD_JOBS, command.version)
        services = await self._catalog.get_services_to_order(command.services)
        check_prices(command, services)
        jobs = list(await self._work.jobs(order_id))
        last = max(job.position for job in jobs)
        added = make_jobs(services, self._unit.now, order_id=order_id, after=last)
        await self._work.add(*added)
        order.stages = extend_chain(order_id, order.stages, with_templates(added, services))
        stages = await self._work.insert_stages(order.stages)
        for job in added:
            consent = decide(order, JobState.APPROVED, DecidedHow.SHOP, jobs, job, command.remark)
            self._work.add_decision(consent)
            jobs.append(job)
            facts = {**facts_of(job), "service_id": job.service_id}
            order.record(JobAdded(order_id, job.id), after=facts, **shown_of(job))
        await self._assignment.assign_added(order, stages)
