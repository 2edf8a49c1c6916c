"""Pictures of services: an administrator sends them, everybody sees them, nobody waits for them twice."""

import io
from typing import Any

import httpx
import pytest
from PIL import Image

from autoservice.modules.catalog.services.models import ServiceTemplate
from tests.support.factories import encoded, jpeg
from tests.support.runtime import Callers, Shop, connect

SERVICE = "/api/admin/catalog/services/1/picture"
SECRET = b"a message after the end of the picture"


async def send(callers: Callers, data: bytes, **headers: str) -> dict[str, Any]:
    answer = await callers.administrator.put(SERVICE, files={"file": ("any.name", data)}, headers=headers)
    assert answer.status_code == 200, answer.text
    view: dict[str, Any] = answer.json()
    return view


async def shown_by_the_catalog(api: httpx.AsyncClient) -> dict[str, Any] | None:
    services: list[dict[str, Any]] = (await api.get("/api/catalog/services")).json()
    found: dict[str, Any] | None = next(one for one in services if one["id"] == 1)["picture"]
    return found


async def test_a_picture_is_shown_to_everybody_in_two_sizes(callers: Callers):
    sent = await send(callers, jpeg(4000, 3000, gps=True, secret=SECRET))
    picture = await shown_by_the_catalog(callers.guest)
    assert picture == sent["picture"]
    assert picture is not None
    for address, size in ((picture["url"], (1280, 960)), (picture["thumbnail_url"], (480, 360))):
        answer = await callers.guest.get(address)
        image = Image.open(io.BytesIO(answer.content))
        assert (answer.headers["content-type"], image.format, image.size) == ("image/webp", "WEBP", size)
        assert dict(image.getexif()) == {}
        assert SECRET not in answer.content
    assert (picture["width"], picture["thumbnail_height"]) == (1280, 360)


async def test_a_picture_is_kept_for_ever_and_another_one_has_another_address(shop: Shop, callers: Callers):
    first = (await send(callers, jpeg()))["picture"]
    door = connect(address="203.0.113.7")
    answer = await door.get(first["url"])
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert "set-cookie" not in answer.headers
    assert answer.headers["x-content-type-options"] == "nosniff"
    second = (await send(callers, jpeg()))["picture"]
    assert not {first["url"], first["thumbnail_url"]} & {second["url"], second["thumbnail_url"]}
    assert await shown_by_the_catalog(callers.guest) == second


async def test_a_missing_picture_is_not_kept(shop: Shop):
    answer = await connect(address="203.0.113.7").get(f"/api/catalog/pictures/{'0' * 32}.webp")
    assert (answer.status_code, answer.json()["title"]) == (404, "PictureNotFound")
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("name", ["..%2F..%2Fsecret_key", "orders%2F1%2Fa.webp", "0.webp", f"{'0' * 32}.png"])
async def test_nothing_but_pictures_of_services_is_found(callers: Callers, name: str):
    assert (await callers.guest.get(f"/api/catalog/pictures/{name}")).status_code in (404, 422)


async def test_a_removed_picture_is_shown_no_more(shop: Shop, callers: Callers):
    await send(callers, jpeg())
    for _ in range(2):
        assert (await callers.administrator.delete(SERVICE)).status_code == 204
    assert await shown_by_the_catalog(callers.guest) is None
    assert [
        entry[0] for entry in await shop.audited("service_picture_changed", "service_picture_removed")
    ] == [
        "service_picture_changed",
        "service_picture_removed",
    ]


async def test_each_change_of_a_picture_is_a_new_version_of_the_service(shop: Shop, callers: Callers):
    [before] = await shop.rows(ServiceTemplate, id=1)
    assert (await send(callers, jpeg()))["version"] == before.version + 1
    await callers.administrator.delete(SERVICE)
    [after] = await shop.rows(ServiceTemplate, id=1)
    assert after.version == before.version + 2


async def test_a_picture_that_is_sent_twice_is_stored_once(shop: Shop, callers: Callers):
    key = {"Idempotency-Key": "0123456789abcdef-picture"}
    data = jpeg()
    first = await send(callers, data, **key)
    assert await send(callers, data, **key) == first
    assert len(list((shop.runtime.settings.data_dir / "files").rglob("*.webp"))) == 2


async def test_an_archived_service_keeps_its_picture_and_may_get_another(shop: Shop, callers: Callers):
    async with shop.runtime.transaction(shop.people.administrator) as unit:
        (await unit.session.get_one(ServiceTemplate, 1)).active = False
    url = (await send(callers, jpeg()))["picture"]["url"]
    assert (await callers.guest.get(url)).status_code == 200


@pytest.mark.parametrize(
    ("data", "title"), [(encoded("GIF"), "PhotoUnreadable"), (jpeg()[:-300], "PhotoIncomplete")]
)
async def test_what_is_no_picture_is_refused_and_the_present_one_stays(
    callers: Callers, data: bytes, title: str
):
    present = (await send(callers, jpeg()))["picture"]
    answer = await callers.administrator.put(SERVICE, files={"file": ("picture.jpg", data)})
    assert (answer.status_code, answer.json()["title"]) == (422, title)
    assert answer.json()["errors"][0]["field"] == "file"
    assert await shown_by_the_catalog(callers.guest) == present


async def test_a_service_that_is_not_there_has_no_picture(callers: Callers):
    path = SERVICE.replace("/1/", "/999/")
    for answer in (
        await callers.administrator.put(path, files={"file": ("picture.jpg", jpeg())}),
        await callers.administrator.delete(path),
    ):
        assert (answer.status_code, answer.json()["title"]) == (404, "ServiceNotFound")
