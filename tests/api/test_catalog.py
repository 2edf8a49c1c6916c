"""The services on offer as everybody reads them: searched, by category, and only sent when they changed."""

import httpx
import pytest

from tests.support.accounts import title
from tests.support.runtime import Callers, Shop

SERVICES, CATEGORIES = "/api/catalog/services", "/api/catalog/categories"
EDITED = "/api/admin/catalog/services"


async def codes(api: httpx.AsyncClient, **query: str) -> list[str]:
    answer = await api.get(SERVICES, params=query)
    assert answer.status_code == 200, answer.text
    return [one["code"] for one in answer.json()]


@pytest.mark.both_databases
@pytest.mark.parametrize("text", ["КОЛЁСА ко", "колод ПЕРЕД", "front PAD", "  передние   колодки "])
async def test_a_service_is_found_in_either_language_whatever_its_case(api: httpx.AsyncClient, text: str):
    found = await codes(api, q=text)
    assert found == ([] if "КОЛЁСА" in text else ["front_pads", "front_discs_and_pads"][: len(found)])
    assert ("front_pads" in found) is ("КОЛЁСА" not in text)


@pytest.mark.both_databases
async def test_yo_is_found_by_ye_and_the_other_way_round(callers: Callers):
    assert (await callers.administrator.patch(f"{EDITED}/1", json={"name_ru": "Съёмка колёс"})).is_success
    assert await codes(callers.guest, q="съемка КОЛЕС") == ["oil_and_filter"]
    assert await codes(callers.guest, q="съёмка") == ["oil_and_filter"]
    assert await codes(callers.guest, q="замена масла") == []


@pytest.mark.both_databases
@pytest.mark.parametrize("text", ["%", "_", "'", "№ 1", "1"])
async def test_signs_and_numbers_stand_for_themselves(api: httpx.AsyncClient, text: str):
    assert await codes(api, q=text) == []


async def test_a_category_is_listed_by_its_code(api: httpx.AsyncClient):
    assert await codes(api, category="brakes") == ["front_pads", "front_discs_and_pads", "brake_fluid"]
    assert await codes(api, category="brakes", q="жидкость") == ["brake_fluid"]
    assert await codes(api, category="none") == []


async def test_services_stand_by_category_and_place(callers: Callers):
    moved = await callers.administrator.post("/api/admin/catalog/service-moves", json={"id": 8, "before": 6})
    assert moved.status_code == 200
    assert await codes(callers.guest, category="brakes") == [
        "brake_fluid",
        "front_pads",
        "front_discs_and_pads",
    ]
    everything = (await callers.guest.get(SERVICES)).json()
    places = [one["category"]["position"] for one in everything]
    assert places == sorted(places)
    assert len(everything) == 25


async def test_what_has_not_changed_is_not_sent_again(callers: Callers):
    for path in (SERVICES, CATEGORIES):
        first = await callers.guest.get(path)
        kept = {"If-None-Match": f'"other", W/{first.headers["etag"]}'}
        again = await callers.guest.get(path, headers=kept)
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == first.headers["etag"]
    kept = {"If-None-Match": (await callers.guest.get(SERVICES)).headers["etag"]}
    await callers.administrator.patch(f"{EDITED}/1", json={"price_minor": 170_000})
    present = await callers.guest.get(SERVICES, headers=kept)
    assert (present.status_code, present.json()[0]["price_minor"]) == (200, 170_000)


async def test_a_service_is_read_by_itself_unless_it_is_archived(callers: Callers):
    service = (await callers.guest.get(f"{SERVICES}/1")).json()
    assert (service["code"], len(service["stages"])) == ("oil_and_filter", 4)
    await callers.administrator.post(f"{EDITED}/1/archive")
    assert title(await callers.guest.get(f"{SERVICES}/1")) == (404, "ServiceNotFound")
    assert title(await callers.guest.get(f"{SERVICES}/999")) == (404, "ServiceNotFound")
    assert "oil_and_filter" not in await codes(callers.guest)


async def test_categories_are_listed_in_their_order(callers: Callers, shop: Shop):
    listed = (await callers.guest.get(CATEGORIES)).json()
    assert [one["code"] for one in listed][:3] == ["maintenance", "diagnostics", "brakes"]
    await callers.administrator.post("/api/admin/catalog/category-moves", json={"id": 3, "before": 1})
    listed = (await callers.guest.get(CATEGORIES)).json()
    assert [one["code"] for one in listed][:3] == ["brakes", "maintenance", "diagnostics"]
    assert (await codes(callers.guest))[0] == "front_pads"
