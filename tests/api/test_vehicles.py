"""Cars: one car however its plate is typed, chosen for orders, described, counted and remembered."""

import asyncio
from typing import Any

import pytest

from autoservice.modules.orders.vehicles.models import OdometerReading, Vehicle
from autoservice.shared.search import SearchToken
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
    [vehicle] = await shop.rows(Vehicle)
    shown = {"plate": "A.123.BC-777", "vin": "", "make": "Lada", "model": "Vesta SW", "year": None}
    assert last["vehicle"] == {"id": vehicle.id, **shown}
    assert vehicle.plate_key == "A123BC777"


async def test_the_same_plate_of_another_client_is_another_car(shop: Shop, callers: Callers):
    await order(callers, "client", "А123ВС777")
    await order(callers, "other_client", "A123BC777")
    assert [(row.client_id, row.plate_key) for row in await shop.rows(Vehicle)] == [
        (shop.people.client.user_id, "A123BC777"),
        (shop.people.other_client.user_id, "A123BC777"),
    ]


VIN = "XTA210930Y2696785"


async def add(callers: Callers, who: str = "client", **more: Any) -> dict[str, Any]:
    answer = await callers.by(who).post("/api/vehicles", json={**car("К417МН50"), **more})
    assert answer.status_code == 201, answer.text
    body: dict[str, Any] = answer.json()
    return body


async def enter(callers: Callers, who: str, vehicle: dict[str, Any], value: int, **more: Any) -> Any:
    path = f"/api/vehicles/{vehicle['id']}/readings"
    return await callers.by(who).post(path, json={"value": value, **more})


async def test_a_car_is_kept_and_chosen_for_an_order_without_being_typed_again(callers: Callers):
    vehicle = await add(callers, vin="xta 210930-y2696785", year=2000)
    assert (vehicle["vin"], vehicle["year"], vehicle["version"]) == ("XTA 210930-Y2696785", 2000, 1)
    # What a form's hidden fields hold is no part of it.
    chosen = {"service_id": 1, "vehicle_id": str(vehicle["id"]), "plate": "", "make": "", "model": "?" * 90}
    answer = await callers.client.post("/api/orders", json=chosen)
    assert answer.status_code == 201, answer.text
    assert answer.json()["vehicle"] == {
        name: vehicle[name] for name in ("id", "plate", "vin", "make", "model", "year")
    }


async def test_an_order_needs_a_car_and_says_which_fields_are_empty(callers: Callers):
    for body in (
        {"service_id": 1},
        {"service_id": 1, "vehicle_id": "", "plate": "", "make": "", "model": ""},
    ):
        answer = await callers.client.post("/api/orders", json=body)
        assert answer.status_code == 422
        assert {error["field"] for error in answer.json()["errors"]} == {"plate", "make", "model"}


async def test_another_clients_car_is_not_found(callers: Callers):
    vehicle = await add(callers)
    path = f"/api/vehicles/{vehicle['id']}"
    described = {**car("К417МН50"), "version": 1}
    stranger = callers.other_client
    answers = [
        await stranger.get(path),
        await stranger.put(path, json=described),
        await stranger.delete(path),
        await enter(callers, "other_client", vehicle, 5),
        await stranger.post("/api/orders", json={"service_id": 1, "vehicle_id": vehicle["id"]}),
        # A mechanic sees the cars of their orders.
        await callers.mechanic.get(path),
    ]
    assert [(answer.status_code, answer.json()["title"]) for answer in answers] == [
        (404, "VehicleNotFound")
    ] * 6
    assert (await stranger.get("/api/vehicles")).json()["items"] == []
    assert (await stranger.get("/api/orders", params={"vehicle": vehicle["id"]})).json()["items"] == []


async def test_a_second_car_with_the_plate_of_the_first_is_refused(callers: Callers):
    await add(callers)
    other = await add(callers, plate="А001АА01")
    again = await callers.client.post("/api/vehicles", json=car("K 417 MH 50"))
    taken = await callers.client.put(f"/api/vehicles/{other['id']}", json={**car("к417мн50"), "version": 1})
    for answer in (again, taken):
        assert (answer.status_code, answer.json()["title"]) == (409, "VehicleExists")
        assert [error["field"] for error in answer.json()["errors"]] == ["plate"]
    assert (await callers.client.get(f"/api/vehicles/{other['id']}")).json()["plate"] == "А001АА01"


@pytest.mark.both_databases
async def test_orders_at_the_same_time_for_a_new_car_make_one_car(shop: Shop, callers: Callers):
    bodies = [{"service_id": 1, **car("К417МН50"), "note": str(number)} for number in range(4)]
    answers = await asyncio.gather(*(callers.client.post("/api/orders", json=body) for body in bodies))
    assert [answer.status_code for answer in answers] == [201] * 4
    assert len(await shop.rows(Vehicle)) == 1


async def test_a_description_of_an_older_state_overwrites_nothing(callers: Callers):
    vehicle = await add(callers)
    path = f"/api/vehicles/{vehicle['id']}"
    newer = await callers.client.put(path, json={**car("К417МН50"), "vin": VIN, "version": 1})
    assert (newer.status_code, newer.json()["version"]) == (200, 2)
    older = await callers.administrator.put(path, json={**car("К417МН50"), "version": 1})
    assert (older.status_code, older.json()["title"]) == (409, "VehicleOutdated")
    assert (await callers.client.get(path)).json()["vin"] == VIN


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        (" xta210930y2696785 ", VIN),
        # Without a valid check digit; Cyrillic Х, Т, А; a frame number of Japan; one of 1975; none.
        ("ХТА21099999999999", "ХТА21099999999999"),
        ("GX90-6543210", "GX90-6543210"),
        ("2101 1234567", "2101 1234567"),
        ("", ""),
    ],
)
async def test_vins_and_frame_numbers_are_taken_as_typed(callers: Callers, typed: str, shown: str):
    assert (await add(callers, vin=typed))["vin"] == shown


@pytest.mark.parametrize("typed", ["1234", "Ж" * 17, "X" * 21, "<script>", "XTA\0210930", "😀" * 8])
async def test_what_can_be_no_vin_is_refused_at_its_field(callers: Callers, typed: str):
    answer = await callers.client.post("/api/vehicles", json={**car("К417МН50"), "vin": typed})
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == ["vin"]


async def test_a_lower_reading_is_a_question_and_taken_once_confirmed(callers: Callers):
    vehicle = await add(callers, odometer_unit="mi")
    assert (await enter(callers, "client", vehicle, 999_999)).status_code == 201
    lower = await enter(callers, "client", vehicle, 12_000)
    assert (lower.status_code, lower.json()["title"]) == (409, "OdometerLower")
    assert "999\xa0999 миль" in lower.json()["detail"]
    confirmed = await enter(callers, "administrator", vehicle, 12_000, confirmed=True)
    assert (confirmed.status_code, confirmed.json()["odometer"]) == (201, 12_000)
    card = (await callers.client.get(f"/api/vehicles/{vehicle['id']}")).json()
    assert [(one["value"], one["confirmed"]) for one in card["readings"]] == [
        (12_000, True),
        (999_999, False),
    ]


async def test_a_car_without_orders_is_deleted_and_one_with_orders_is_archived(shop: Shop, callers: Callers):
    unused = await add(callers)
    await enter(callers, "client", unused, 5)
    used = (await order(callers, "client", "А123ВС777"))["vehicle"]
    outcomes = [
        (await callers.client.delete(f"/api/vehicles/{vehicle['id']}")).json()["outcome"]
        for vehicle in (unused, used)
    ]
    assert outcomes == ["deleted", "archived"]
    assert (await callers.client.get("/api/vehicles")).json()["items"] == []
    # Ordered for again, it is in use again.
    await order(callers, "client", "А123ВС777")
    [listed] = (await callers.client.get("/api/vehicles")).json()["items"]
    assert (listed["id"], listed["is_archived"]) == (used["id"], False)


async def test_whoever_leaves_takes_the_cars_without_orders_along(shop: Shop, callers: Callers):
    ordered = (await order(callers, "client", "А123ВС777"))["vehicle"]
    unused = await add(callers)
    await enter(callers, "client", unused, 7)
    exported = (await callers.client.get("/api/profile/export")).json()["vehicles"]
    assert [one["id"] for one in exported] == [ordered["id"], unused["id"]]
    assert [reading["value"] for reading in exported[1]["readings"]] == [7]
    async with shop.runtime.transaction(shop.people.client) as unit:
        await unit.services.vehicles.forget_vehicles()
    assert [row.id for row in await shop.rows(Vehicle)] == [ordered["id"]]
    assert await shop.rows(OdometerReading) == []
    assert {row.owner_id for row in await shop.rows(SearchToken, kind="vehicle")} == {ordered["id"]}


async def test_the_shop_reads_the_history_of_a_car_across_its_owners_and_a_new_owner_does_not(
    callers: Callers,
):
    first = await order(callers, "client", "А123ВС777")
    vin = {**car("А123ВС777"), "vin": VIN, "version": 1}
    assert (await callers.client.put(f"/api/vehicles/{first['vehicle']['id']}", json=vin)).status_code == 200
    sold = await add(callers, "other_client", plate="О555ОО77", vin=VIN)
    body = {"service_id": 1, "vehicle_id": sold["id"]}
    second = (await callers.other_client.post("/api/orders", json=body)).json()
    await order(callers, "other_client", "Т001ТТ77")

    async def history(who: str) -> list[int]:
        answer = await callers.by(who).get("/api/orders", params={"vehicle": sold["id"]})
        return [one["id"] for one in answer.json()["items"]]

    assert await history("administrator") == [second["id"], first["id"]]
    assert await history("other_client") == [second["id"]]
    assert await history("client") == []


@pytest.mark.parametrize("text", ["k417mh50", "417", "XTA210930Y2696785", "696785", "6785", "лада", "Анна"])
async def test_the_shop_finds_a_car_by_plate_vin_name_or_owner(callers: Callers, text: str):
    vehicle = await add(callers, vin=VIN, make="Лада")
    await add(callers, "other_client", plate="О555ОО77")
    found = (await callers.administrator.get("/api/vehicles", params={"q": text})).json()["items"]
    assert [(one["id"], one["client_name"]) for one in found] == [(vehicle["id"], "Анна Смирнова")]
