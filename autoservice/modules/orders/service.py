"""The service that creates orders and reads them."""

from collections.abc import Collection, Iterable, Sequence
from typing import Final

from pydantic import TypeAdapter

from autoservice.events.orders import OrderCreated
from autoservice.modules.auth.accounts.directory import DirectoryService
from autoservice.modules.catalog.services.schemas import ServiceView
from autoservice.modules.catalog.services.service import CatalogService
from autoservice.modules.orders.chain import build_chain
from autoservice.modules.orders.changes import LockedOrder
from autoservice.modules.orders.details import Details
from autoservice.modules.orders.errors import OrderNotFound, PriceChanged
from autoservice.modules.orders.estimates import Estimates
from autoservice.modules.orders.jobs import JobKind, JobState, is_approved, total_price
from autoservice.modules.orders.models import Job, Order
from autoservice.modules.orders.ports import OrderRepository
from autoservice.modules.orders.schemas import (
    JobView,
    NewClientOrder,
    NewOrder,
    OrderAudience,
    OrdersFilter,
    OrderView,
    StageView,
)
from autoservice.modules.orders.status import progress_percent
from autoservice.modules.orders.vehicles.service import VehiclesService
from autoservice.modules.orders.workflow import OrderStatus
from autoservice.shared.access import Permission
from autoservice.shared.pagination import Page
from autoservice.shared.service import Service, requires
from autoservice.shared.unit import Unit

JOBS: Final = TypeAdapter(list[JobView])
STAGES: Final = TypeAdapter(list[StageView])


class OrdersService(Service):
    """Repair orders as their client, their mechanics and administrators see them."""

    def __init__(
        self,
        unit: Unit,
        orders: OrderRepository,
        vehicles: VehiclesService,
        catalog: CatalogService,
        directory: DirectoryService,
        estimates: Estimates,
    ) -> None:
        super().__init__(unit)
        self._orders = orders
        self._vehicles = vehicles
        self._catalog = catalog
        self._directory = directory
        self._estimates = estimates

    @requires(Permission.CREATE_ORDER)
    async def create_order(self, command: NewOrder) -> OrderView:
        """Create an order of one service for the actor's car, with names and price of today.

        Raises ``ServiceNotFound`` for a service that is not on offer, ``PriceChanged`` if it costs something
        else than the client was shown, ``VehicleNotFound`` for a car that is not the actor's,
        ``Unauthenticated`` for an account that has been deleted meanwhile.
        """
        return await self._create(command, self._actor.user_id)

    @requires(Permission.MANAGE_CLIENTS)
    async def create_client_order(self, command: NewClientOrder) -> OrderView:
        """Create an order for a client's car on the client's behalf.

        Raises what ``create_order`` raises, and ``ClientNotFound``.
        """
        return await self._create(command, await self._directory.lock_client(command.client_id))

    async def _create(self, command: NewOrder, client_id: int) -> OrderView:
        service = await self._catalog.get_service_to_order(command.service_id)
        if command.price_minor not in (None, service.price_minor):
            raise PriceChanged(service.price_minor, service.currency)
        described = command.plate, command.make, command.model
        vehicle_id = await self._vehicles.find_to_order(client_id, command.vehicle_id, *described)
        order, job = self._order(command, client_id, vehicle_id), self._job(service)
        order_id = await self._orders.add(order, [job])
        stages = build_chain(order_id, [(job, service.stages)])
        await self._orders.add_stages(stages)
        created = LockedOrder(order, stages, self._unit, self._orders)
        created.record(OrderCreated(order_id), after={"service": service.code, "vehicle_id": vehicle_id})
        return await self.get_order(order_id)

    def _order(self, command: NewOrder, client_id: int, vehicle_id: int) -> Order:
        return Order(
            client_id=client_id,
            vehicle_id=vehicle_id,
            note=command.note,
            status=OrderStatus.REQUESTED.value,
            created_at=self._unit.now,
            updated_at=self._unit.now,
        )

    def _job(self, service: ServiceView) -> Job:
        """Return the service as a job, which the client has approved by ordering it."""
        return Job(
            order_id=0,
            position=1,
            kind=JobKind.SERVICE.value,
            state=JobState.APPROVED.value,
            service_id=service.id,
            service_version=service.version,
            template_version_id=service.template_version_id,
            name_ru=service.name_ru,
            name_en=service.name_en,
            price_minor=service.price_minor,
            currency=service.currency,
            created_at=self._unit.now,
        )

    @requires(Permission.READ_ORDERS)
    async def get_order(self, order_id: int) -> OrderView:
        """Return an order that the actor may see; raises ``OrderNotFound`` for any other."""
        found = await self._views([order_id])
        if not found:
            raise OrderNotFound()
        return found[0]

    @requires(Permission.READ_ORDERS)
    async def list_orders(self, query: OrdersFilter) -> Page[OrderView]:
        """Return a page of the orders that the actor may see, newest first; raises ``UnknownCursor``."""
        page = await self._orders.page(query, self._actor)
        return page.with_items(await self._views([order.id for order in page.items]))

    @requires(Permission.RUN_REACTIONS)
    async def get_orders(self, order_ids: Sequence[int]) -> list[OrderView]:
        """Return those of the orders that exist, in the sequence of their ids, as the program reads them."""
        return await self._views(order_ids) if order_ids else []

    @requires(Permission.RUN_REACTIONS)
    async def get_audiences(self, order_ids: Collection[int]) -> list[OrderAudience]:
        """Return whom a change of the orders concerns; an order that does not exist is left out."""
        rows = await self._orders.audiences(order_ids)
        return [OrderAudience(client_id=client, mechanic_ids=mechanics) for client, mechanics in rows]

    async def _views(self, order_ids: Sequence[int]) -> list[OrderView]:
        """Return those of the orders that the actor may see, in the sequence of their ids."""
        found = await self._orders.details(order_ids, self._actor)
        names = await self._directory.get_names(_people(found.values()))
        views = [_view(found[one] | {"now": self._unit.now}, names) for one in order_ids if one in found]
        # By all stages, those too that the viewer does not see.
        for order_id, eta in (await self._estimates.find(views, self._unit.now)).items():
            next(view for view in views if view.id == order_id).eta = eta
        return [view.for_viewer(self._actor) for view in views]


def _people(orders: Iterable[Details]) -> set[int]:
    found: set[int] = set()
    for order in orders:
        found |= {order["client_id"], *(stage["mechanic_id"] for stage in order["stages"])}
    return found - {None}


def _view(order: Details, names: dict[int, str]) -> OrderView:
    for stage in order["stages"]:
        stage["mechanic_name"] = names.get(stage["mechanic_id"], "")
    jobs, stages = JOBS.validate_python(order["jobs"]), STAGES.validate_python(order["stages"])
    added = {
        **_summary(jobs),
        "jobs": jobs,
        "stages": stages,
        "progress": progress_percent(stages),
        "client_name": names.get(order["client_id"], ""),
    }
    return OrderView.model_validate(order | added)


def _summary(jobs: list[JobView]) -> dict[str, str | int]:
    """Return the names and the price of an order with these jobs."""
    first = next(filter(is_approved, jobs), jobs[0])
    return {
        "service_name_ru": first.name_ru,
        "service_name_en": first.name_en,
        "price_minor": total_price(jobs),
        "currency": first.currency,
    }
