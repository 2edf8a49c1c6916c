"""A client's car is one car, however its number plate is typed."""

from typing import Any

from autoservice.modules.orders.models import Vehicle
from tests.support.factories import car
from tests.support.runtime import Callers, Shop


async def order(callers: Callers, who: str, plate: str, **more: Any) -> dict[str, Any]:
    answer = await callers.by(who).post("/api/orders", json={"service_id": 1, **car(plate), **more})
    assert answer.status_code == 201, answer.text
    body: dict[str, Any] = answer.json()
    return body


async def test_one_plate_in_several_spellings_is_one_car_shown_as_typed_last(shop: Shop, callers: Callers):
    first = await order(callers, "client", "А 123 ВС 777")
    assert first["vehicle"]["plate"] == "А 123 ВС 777"
    for spelling in ("A123BC777", "а—123—вс/777", "А123ВС\u200b777 RUS", "a.123.bc-777"):
        last = await order(callers, "client", spelling, model="Vesta SW")
    assert last["vehicle"] == {"plate": "A.123.BC-777", "make": "Lada", "model": "Vesta SW"}
    [vehicle] = await shop.rows(Vehicle)
    assert vehicle.plate_key == "A123BC777"


async def test_the_same_plate_of_another_client_is_another_car(shop: Shop, callers: Callers):
    await order(callers, "client", "А123ВС777")
    await order(callers, "other_client", "A123BC777")
    assert [(row.client_id, row.plate_key) for row in await shop.rows(Vehicle)] == [
        (shop.people.client.user_id, "A123BC777"),
        (shop.people.other_client.user_id, "A123BC777"),
    ]
