"""Photos: nothing but pixels is kept, and only those who may see them do."""

import asyncio
import io
from dataclasses import replace
from typing import Any

import httpx
import pytest
from fastapi import Request
from PIL import Image

from autoservice.adapters.picture_process import ProcessPictureDecoder
from autoservice.api.disconnects import while_connected
from autoservice.modules.orders.schemas import OrderView
from autoservice.modules.progress.pictures import Picture
from tests.support.factories import HEIC, encoded, jpeg
from tests.support.runtime import Callers, Shop, connect, the_api

BLUE, RED = (20, 40, 200), (200, 30, 30)
SECRET = b"a message after the end of the picture"


async def attach(
    callers: Callers, order: OrderView, data: bytes, *, published: bool = False, name: str = "photo.jpg"
) -> dict[str, Any]:
    path = f"/api/orders/{order.id}/stages/{order.stages[0].id}/attachments"
    form = {"published": str(published).lower()}
    answer = await callers.mechanic.post(path, files={"file": (name, data)}, data=form)
    assert answer.status_code == 201, answer.text
    view: dict[str, Any] = answer.json()
    return view


async def fetch(callers: Callers, view: dict[str, Any], thumbnail: bool = False) -> Image.Image:
    path = f"/api/attachments/{view['id']}" + ("/thumbnail" if thumbnail else "")
    answer = await callers.mechanic.get(path)
    assert answer.status_code == 200
    return Image.open(io.BytesIO(answer.content))


def looks_like(pixel: Any, colour: tuple[int, int, int]) -> bool:
    return all(abs(found - wanted) < 40 for found, wanted in zip(pixel, colour, strict=True))


async def test_exif_position_and_trailing_data_are_gone(shop: Shop, callers: Callers):
    original = jpeg(gps=True, secret=SECRET)
    assert Image.open(io.BytesIO(original)).getexif().get_ifd(0x8825)
    picture = await fetch(callers, await attach(callers, await shop.assigned_order(), original))
    assert dict(picture.getexif()) == {}
    assert not {"exif", "xmp", "icc_profile"} & set(picture.info)
    for file in (shop.runtime.settings.data_dir / "files").rglob("*.webp"):
        assert SECRET not in file.read_bytes()
        assert b"Exif" not in file.read_bytes()


async def test_orientation_is_applied(shop: Shop, callers: Callers):
    order = await shop.assigned_order()
    upright = await fetch(callers, await attach(callers, order, jpeg(64, 48)))
    turned = await fetch(callers, await attach(callers, order, jpeg(64, 48, orientation=6)))
    assert (upright.size, turned.size) == ((64, 48), (48, 64))
    # Turned clockwise by a quarter, the blue upper half comes to lie on the right.
    assert looks_like(turned.convert("RGB").getpixel((44, 32)), BLUE)
    assert looks_like(turned.convert("RGB").getpixel((3, 32)), RED)


async def test_a_large_photo_is_made_smaller_and_has_a_thumbnail(shop: Shop, callers: Callers):
    view = await attach(callers, await shop.assigned_order(), jpeg(4000, 3000))
    assert (view["width"], view["height"]) == (2560, 1920)
    assert (await fetch(callers, view)).size == (2560, 1920)
    assert (await fetch(callers, view, thumbnail=True)).size == (480, 360)


async def test_a_small_photo_is_not_made_larger(shop: Shop, callers: Callers):
    view = await attach(callers, await shop.assigned_order(), jpeg(64, 48))
    assert (await fetch(callers, view)).size == (64, 48)
    assert (await fetch(callers, view, thumbnail=True)).size == (64, 48)


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "JPEG"])
async def test_the_usual_formats_are_accepted_whatever_the_name_says(shop: Shop, callers: Callers, kind: str):
    view = await attach(callers, await shop.assigned_order(), encoded(kind), name="photo.txt")
    assert (await fetch(callers, view)).format == "WEBP"


async def test_a_phones_heic_is_accepted(shop: Shop, callers: Callers):
    picture = await fetch(
        callers, await attach(callers, await shop.assigned_order(), HEIC, name="IMG_0001.HEIC")
    )
    assert picture.size == (64, 48)
    assert looks_like(picture.convert("RGB").getpixel((5, 5)), BLUE)
    assert looks_like(picture.convert("RGB").getpixel((60, 40)), RED)


@pytest.mark.parametrize("kind", ["GIF", "BMP", "TIFF", "PDF"])
async def test_other_formats_are_refused(shop: Shop, callers: Callers, kind: str):
    order = await shop.assigned_order()
    path = f"/api/orders/{order.id}/stages/{order.stages[0].id}/attachments"
    answer = await callers.mechanic.post(path, files={"file": ("photo.jpg", encoded(kind))})
    assert (answer.status_code, answer.json()["title"]) == (422, "PhotoUnreadable")


async def statuses(callers: Callers, view: dict[str, Any]) -> dict[str, int]:
    """What everybody is answered who asks for the photo; the thumbnail must agree."""
    found = {}
    for who in ("guest", "client", "other_client", "mechanic", "other_mechanic", "administrator"):
        full = await callers.by(who).get(f"/api/attachments/{view['id']}")
        small = await callers.by(who).get(f"/api/attachments/{view['id']}/thumbnail")
        assert full.status_code == small.status_code
        found[who] = full.status_code
    return found


NOBODY = {"guest": 401, "other_client": 404, "other_mechanic": 404, "mechanic": 200, "administrator": 200}


async def test_an_internal_photo_is_not_there_for_the_client(shop: Shop, callers: Callers):
    view = await attach(callers, await shop.assigned_order(), jpeg())
    assert await statuses(callers, view) == NOBODY | {"client": 404}


async def test_a_published_photo_is_for_its_client_alone(shop: Shop, callers: Callers):
    view = await attach(callers, await shop.assigned_order(), jpeg(), published=True)
    assert await statuses(callers, view) == NOBODY | {"client": 200}


async def test_an_internal_photo_cannot_be_told_from_one_that_is_not_there(shop: Shop, callers: Callers):
    view = await attach(callers, await shop.assigned_order(), jpeg())
    hidden = await callers.client.get(f"/api/attachments/{view['id']}")
    assert hidden.content == (await callers.client.get("/api/attachments/999999")).content


async def test_a_photo_is_private_and_nothing_but_a_picture(shop: Shop, callers: Callers):
    view = await attach(callers, await shop.assigned_order(), jpeg())
    mechanic = connect(await shop.sign_in(shop.people.mechanic), address="203.0.113.7")
    answer = await mechanic.get(f"/api/attachments/{view['id']}")
    # Whoever signs in to this browser next must not find it there.
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-type"] == "image/webp"
    assert len(answer.content) == view["size"]


async def test_a_photo_whose_file_is_gone_is_not_found(shop: Shop, callers: Callers):
    view = await attach(callers, await shop.assigned_order(), jpeg())
    for file in (shop.runtime.settings.data_dir / "files").rglob("*.webp"):
        file.unlink()
    assert (await callers.mechanic.get(f"/api/attachments/{view['id']}")).status_code == 404


async def test_no_body_is_read_for_somebody_who_may_not_attach(shop: Shop):
    order = await shop.assigned_order()
    sent = []

    async def body():
        for _ in range(1000):
            sent.append(1)
            yield bytes(1024)

    stranger: httpx.AsyncClient = connect(await shop.sign_in(shop.people.other_mechanic))
    path = f"/api/orders/{order.id}/stages/{order.stages[0].id}/attachments"
    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    assert (await stranger.post(path, content=body(), headers=headers)).status_code == 404
    assert len(sent) < 10


async def test_a_photo_that_finds_no_place_is_told_to_come_again(shop: Shop, callers: Callers):
    full = ProcessPictureDecoder(at_once=0, waiting=0)
    shop.runtime.adapters = replace(shop.runtime.adapters, decoder=full)
    order = await shop.assigned_order()
    path = f"/api/orders/{order.id}/stages/{order.stages[0].id}/attachments"
    answer = await callers.mechanic.post(path, files={"file": ("photo.jpg", jpeg())})
    assert (answer.status_code, answer.json()["title"]) == (503, "PhotosBusy")
    assert answer.headers["retry-after"] == "5"


class Waiting:
    """A decoder that never ends by itself, and tells when it was left."""

    def __init__(self) -> None:
        self.began, self.left = asyncio.Event(), asyncio.Event()

    async def process(self, data: bytes, owner: int, edge: int | None = None) -> tuple[Picture, Picture]:
        self.began.set()
        try:
            await asyncio.Event().wait()
        finally:
            self.left.set()
        raise AssertionError("Nobody ends it.")


async def test_a_client_that_hangs_up_frees_its_place_and_is_no_error(shop: Shop):
    decoder = Waiting()
    shop.runtime.adapters = replace(shop.runtime.adapters, decoder=decoder)
    order = await shop.assigned_order()
    upload = httpx.Request(
        "POST",
        f"http://testserver/api/orders/{order.id}/stages/{order.stages[0].id}/attachments",
        files={"file": ("photo.jpg", jpeg())},
        headers={"Authorization": f"Bearer {await shop.sign_in(shop.people.mechanic)}"},
    )
    scope = {
        "type": "http",
        "method": "POST",
        "path": upload.url.path,
        "query_string": b"",
        "headers": [(name.lower(), value) for name, value in upload.headers.raw],
    }
    body = [{"type": "http.request", "body": upload.read(), "more_body": False}]
    answer: list[Any] = []

    async def receive() -> Any:
        if body:
            return body.pop()
        await decoder.began.wait()
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        answer.append(message)

    await the_api()(scope, receive, send)
    assert decoder.left.is_set()
    assert answer[0]["status"] == 400


async def test_an_answer_that_nobody_waits_for_is_not_waited_for_either():
    decoder = Waiting()

    async def receive() -> dict[str, Any]:
        await asyncio.Event().wait()
        raise AssertionError("Nobody sends anything.")

    answering = asyncio.create_task(
        while_connected(Request({"type": "http"}, receive), decoder.process(b"", 1))
    )
    await decoder.began.wait()
    answering.cancel()
    with pytest.raises(asyncio.CancelledError):
        await answering
    assert decoder.left.is_set()
