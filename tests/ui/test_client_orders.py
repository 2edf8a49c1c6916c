"""A client's list: the choice of a car comes with the orders, and only where there is one."""

import pytest

from autoservice.modules.orders.schemas import OrdersFilter
from autoservice.modules.orders.vehicles.schemas import NewVehicle
from autoservice.shared.access import Actor
from autoservice.ui.current import Viewer
from autoservice.ui.engine.paging import ListAddress
from autoservice.ui.engine.snapshots import Values
from autoservice.ui.pages.client_dashboard import ClientOrdersState, ClientOrdersView
from tests.support.runtime import MovableClock, Shop


async def shown(actor: Actor, clock: MovableClock, vehicle: int | None = None) -> Values:
    """The vars of the list."""
    address = ListAddress("/orders", (), "cursor")
    view = ClientOrdersView(ClientOrdersState, "", OrdersFilter(vehicle=vehicle), address)
    return await view.render(None, Viewer(actor, "en", "Europe/Moscow", clock()))


async def test_there_is_a_choice_of_cars_from_the_second_car_on(shop: Shop, clock: MovableClock):
    first = await shop.place_order()
    values = await shown(shop.people.client, clock)
    assert ([row.id for row in values["orders"]], values["cars"]) == ([str(first.id)], [])

    async with shop.runtime.transaction(shop.people.client) as unit:
        car = NewVehicle(plate="В234ОР77", make="Lada", model="Niva")
        second = await unit.services.vehicles.create_vehicle(car)
    values = await shown(shop.people.client, clock)
    assert {car.id for car in values["cars"]} == {str(first.vehicle.id), str(second.id)}


@pytest.mark.parametrize("is_own", [True, False])
async def test_a_chosen_car_can_be_left_again(shop: Shop, clock: MovableClock, is_own: bool):
    order = await shop.place_order()
    vehicle = order.vehicle.id if is_own else 10**6
    values = await shown(shop.people.client, clock, vehicle)
    assert len(values["orders"]) == int(is_own)
    assert [car.id for car in values["cars"]] == [str(order.vehicle.id)]
