"""Placing orders and reading them."""

from collections.abc import Collection, Sequence

from autoservice.events import OrderCreated
from autoservice.modules.auth.directory import DirectoryService
from autoservice.modules.catalog.schemas import ServiceView
from autoservice.modules.catalog.service import CatalogService
from autoservice.modules.orders.changes import OrderChange
from autoservice.modules.orders.errors import OrderNotFound
from autoservice.modules.orders.models import Order, OrderStage, Vehicle
from autoservice.modules.orders.ports import Accounts, OrderRepository
from autoservice.modules.orders.schemas import (
    NewOrder,
    OrderAudience,
    OrdersFilter,
    OrderView,
    StageView,
    VehicleView,
)
from autoservice.modules.orders.workflow import OrderStatus, progress_percent
from autoservice.shared.access import Permission, Service, requires
from autoservice.shared.errors import Unauthenticated
from autoservice.shared.normal_forms import plate_key
from autoservice.shared.pagination import Page
from autoservice.shared.unit import Unit


class OrdersService(Service):
    """Repair orders as their client, their mechanics and administrators see them."""

    def __init__(
        self,
        unit: Unit,
        orders: OrderRepository,
        accounts: Accounts,
        catalog: CatalogService,
        directory: DirectoryService,
    ) -> None:
        super().__init__(unit)
        self._orders = orders
        self._accounts = accounts
        self._catalog = catalog
        self._directory = directory

    @requires(Permission.CREATE_ORDER)
    async def create_order(self, wanted: NewOrder) -> OrderView:
        """Order a service for the actor's car, copying the service as it stands today.

        Raises ``ServiceNotFound`` for a service that is not on offer, ``Unauthenticated`` for somebody
        who has left meanwhile.
        """
        if not await self._accounts.hold(self._actor.user_id):
            raise Unauthenticated()
        service = await self._catalog.get_service(wanted.service_id)
        vehicle = await self._vehicle(wanted)
        order = self._order(wanted, service, vehicle)
        stages = [OrderStage(order_id=0, **stage.model_dump()) for stage in service.stages]
        await self._orders.add(order, stages)
        OrderChange(order, stages, self._unit, self._orders).record("order_created")
        self._unit.audit(
            "order_created", f"order:{order.id}", after={"service": service.code, "vehicle_id": vehicle.id}
        )
        self._unit.emit(OrderCreated(order.id or 0))
        return (await self._views([order]))[0]

    async def _vehicle(self, wanted: NewOrder) -> Vehicle:
        known = await self._orders.vehicle_of(self._actor.user_id, plate_key(wanted.plate))
        vehicle = known or Vehicle(client_id=self._actor.user_id, plate="", make="", model="")
        changed = vehicle.describe(wanted.plate, wanted.make, wanted.model)
        if known is None:
            await self._orders.add_vehicle(vehicle)
            self._unit.audit("vehicle_added", f"vehicle:{vehicle.id}")
        elif changed:
            self._unit.audit("vehicle_changed", f"vehicle:{vehicle.id}", after={"fields": changed})
        return vehicle

    def _order(self, wanted: NewOrder, service: ServiceView, vehicle: Vehicle) -> Order:
        return Order(
            client_id=self._actor.user_id,
            vehicle_id=vehicle.id or 0,
            service_id=service.id,
            service_version=service.version,
            service_name_ru=service.name_ru,
            service_name_en=service.name_en,
            price_minor=service.price_minor,
            currency=service.currency,
            note=wanted.note,
            status=OrderStatus.REQUESTED.value,
            created_at=self._unit.now,
            updated_at=self._unit.now,
        )

    @requires(Permission.READ_ORDERS)
    async def get_order(self, order_id: int) -> OrderView:
        """One order the actor may see; raises ``OrderNotFound`` for any other."""
        order = await self._orders.find(order_id, self._actor)
        if order is None:
            raise OrderNotFound()
        return (await self._views([order]))[0]

    @requires(Permission.READ_ORDERS)
    async def list_orders(self, wanted: OrdersFilter) -> Page[OrderView]:
        """One page of the orders the actor may see, newest first; raises ``UnknownCursor``."""
        page = await self._orders.page(wanted, self._actor)
        return page.holding(await self._views(page.items))

    @requires(Permission.RUN_REACTIONS)
    async def get_audiences(self, order_ids: Collection[int]) -> list[OrderAudience]:
        """Whom a change of the orders concerns; nobody, if one is gone."""
        rows = await self._orders.audiences(order_ids)
        return [OrderAudience(client_id=client, mechanic_ids=mechanics) for client, mechanics in rows]

    async def _views(self, orders: Sequence[Order]) -> list[OrderView]:
        stages = await self._orders.stages([order.id or 0 for order in orders])
        vehicles = await self._orders.vehicles([order.vehicle_id for order in orders])
        names = await self._directory.get_names(_people(orders, stages))
        return [_view(order, stages[order.id or 0], vehicles[order.vehicle_id], names) for order in orders]


def _people(orders: Sequence[Order], stages: dict[int, list[OrderStage]]) -> set[int]:
    mechanics = {stage.mechanic_id for rows in stages.values() for stage in rows if stage.mechanic_id}
    return mechanics | {order.client_id for order in orders}


def _view(order: Order, stages: Sequence[OrderStage], vehicle: Vehicle, names: dict[int, str]) -> OrderView:
    return OrderView(
        **order.model_dump(exclude={"vehicle_id", "service_id", "service_version", "timeline_length"}),
        progress=progress_percent(stages),
        client_name=names.get(order.client_id, ""),
        vehicle=VehicleView(**vehicle.model_dump(include={"plate", "make", "model"})),
        stages=[_stage_view(stage, names) for stage in stages],
    )


def _stage_view(stage: OrderStage, names: dict[int, str]) -> StageView:
    return StageView(**stage.model_dump(), mechanic_name=names.get(stage.mechanic_id or 0, ""))
