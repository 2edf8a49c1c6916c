"""The service that creates orders and reads them."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any, Final

from pydantic import TypeAdapter

from autoservice.events.orders import OrderCreated
from autoservice.modules.auth.accounts.directory import DirectoryService
from autoservice.modules.catalog.services.service import CatalogService
from autoservice.modules.orders.chain import build_chain
from autoservice.modules.orders.changes import LockedOrder
from autoservice.modules.orders.details import Details
from autoservice.modules.orders.discounts.views import EstimateView
from autoservice.modules.orders.errors import OrderNotFound
from autoservice.modules.orders.estimate import Discount, estimate_jobs
from autoservice.modules.orders.estimates import Estimates
from autoservice.modules.orders.jobs import is_approved
from autoservice.modules.orders.models import Order
from autoservice.modules.orders.new_order import NewClientOrder, NewOrder, check_prices
from autoservice.modules.orders.ports import OrderRepository
from autoservice.modules.orders.schemas import (
    JobView,
    OrderAudience,
    OrdersFilter,
    OrderView,
    StageView,
)
from autoservice.modules.orders.service_jobs import make_jobs, with_templates
from autoservice.modules.orders.shop_days import Times, check_wished_day, day_of, period_of
from autoservice.modules.orders.status import progress_percent
from autoservice.modules.orders.vehicles.service import VehiclesService
from autoservice.modules.orders.workflow import OrderStatus
from autoservice.shared.access import Permission
from autoservice.shared.pagination import Page
from autoservice.shared.paper_numbers import format_paper_number, year_of
from autoservice.shared.service import Service, requires
from autoservice.shared.unit import Unit

JOBS: Final = TypeAdapter(list[JobView])
STAGES: Final = TypeAdapter(list[StageView])


class OrdersService(Service):
    """Repair orders as their client, their mechanics and administrators see them.

    ``zone`` is the shop's, ``vat_basis_points`` the rate of VAT that its prices contain now.
    """

    def __init__(
        self,
        unit: Unit,
        orders: OrderRepository,
        vehicles: VehiclesService,
        catalog: CatalogService,
        directory: DirectoryService,
        estimates: Estimates,
        zone: str,
        vat_basis_points: int,
    ) -> None:
        super().__init__(unit)
        self._zone = zone
        self._vat_basis_points = vat_basis_points
        self._orders = orders
        self._vehicles = vehicles
        self._catalog = catalog
        self._directory = directory
        self._estimates = estimates

    @requires(Permission.CREATE_ORDER)
    async def create_order(self, command: NewOrder) -> OrderView:
        """Create an order of services for the actor's car, with names and prices of today.

        Raises ``ServiceNotFound`` for a service that is not on offer, ``PriceChanged`` if they cost something
        else than the client was shown, ``WishedDayOutOfRange``, ``VehicleNotFound`` for a car that is not the
        actor's, ``Unauthenticated`` for an account that has been deleted meanwhile.
        """
        return await self._create(command, self._actor.user_id)

    @requires(Permission.MANAGE_CLIENTS)
    async def create_client_order(self, command: NewClientOrder) -> OrderView:
        """Create an order for a client's car on the client's behalf.

        Raises what ``create_order`` raises, and ``ClientNotFound``.
        """
        return await self._create(command, await self._directory.lock_client(command.client_id))

    async def _create(self, command: NewOrder, client_id: int) -> OrderView:
        check_wished_day(command.wished_on, day_of(self._unit.now, self._zone))
        services = await self._catalog.get_services_to_order(command.services)
        check_prices(command, services)
        described = command.plate, command.make, command.model
        vehicle_id = await self._vehicles.find_to_order(client_id, command.vehicle_id, *described)
        order = self._order(command, client_id, vehicle_id)
        jobs = make_jobs(services, self._unit.now)
        order_id = await self._orders.add(order, jobs)
        stages = build_chain(order_id, with_templates(jobs, services))
        await self._orders.add_stages(stages)
        created = LockedOrder(order, stages, self._unit, self._orders)
        ordered = {"services": [service.code for service in services], "vehicle_id": vehicle_id}
        created.record(OrderCreated(order_id), after=ordered)
        return await self.get_order(order_id)

    def _order(self, command: NewOrder, client_id: int, vehicle_id: int) -> Order:
        return Order(
            number_year=year_of(self._unit.now, self._zone),
            client_id=client_id,
            vehicle_id=vehicle_id,
            note=command.note,
            wished_on=command.wished_on,
            vat_basis_points=self._vat_basis_points,
            status=OrderStatus.REQUESTED.value,
            created_at=self._unit.now,
            updated_at=self._unit.now,
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
        """Return a page of the orders that the actor may see, newest first; raises ``UnknownCursor``.

        Raises ``AccessDenied`` where they are asked for by people or by what the shop looks at, and the actor
        may not read all of them.
        """
        if query.is_of_the_shop:
            self._actor.check(Permission.READ_ALL_ORDERS)
        times = Times(
            today=day_of(self._unit.now, self._zone),
            placed=period_of(query.from_day, query.to_day, self._zone),
            completed=period_of(query.completed_from, query.completed_to, self._zone),
        )
        page = await self._orders.page(query, times, self._actor)
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

    @requires(Permission.READ_ORDERS)
    async def get_numbers(self, order_ids: Collection[int]) -> dict[int, str]:
        """Return the numbers of those of the orders that the actor may see, by id."""
        found = await self._orders.numbers(order_ids, self._actor)
        return {id: format_paper_number(year, number) for id, year, number in found}

    async def _views(self, order_ids: Sequence[int]) -> list[OrderView]:
        """Return those of the orders that the actor may see, in the sequence of their ids."""
        found = await self._orders.details(order_ids, self._actor)
        names = await self._directory.get_names(_people(found.values()))
        views = [_view(found[one] | {"now": self._unit.now}, names) for one in order_ids if one in found]
        # By all stages, those too that the viewer does not see.
        etas = await self._estimates.find(views, self._unit.now)
        for view in views:
            view.eta = etas.get(view.id)
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
        **_summary(jobs, order),
        "number": format_paper_number(order["number_year"], order["number"]),
        "jobs": jobs,
        "stages": stages,
        "progress": progress_percent(stages),
        "client_name": names.get(order["client_id"], ""),
    }
    return OrderView.model_validate(order | added)


def _summary(jobs: list[JobView], order: Details) -> dict[str, Any]:
    """Return the names and the price of an order with these jobs."""
    first = next(filter(is_approved, jobs), jobs[0])
    discount = Discount(order["discount_minor"], order["discount_basis_points"])
    found = estimate_jobs(jobs, discount, order["vat_basis_points"])
    return {
        "estimate": EstimateView.of(found),
        "service_name_ru": first.name_ru,
        "service_name_en": first.name_en,
        "price_minor": found.total_minor,
        "vat_minor": found.vat_minor,
        "currency": first.currency,
    }
