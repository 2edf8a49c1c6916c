"""Every refusal: the right status, a sentence in the reader's language, and nothing changed."""

import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
import pytest_asyncio

from autoservice.modules.auth.models import User
from autoservice.shared.access import SYSTEM
from autoservice.shared.cookies import LOCALE_COOKIE
from autoservice.shared.errors import DomainError
from tests.support.factories import jpeg, png_bomb
from tests.support.runtime import AUDIT, Callers, Shop, the_api

MEGABYTE = 1024 * 1024
CYRILLIC = re.compile("[а-яё]", re.IGNORECASE)
NO_PAGE = "There is no such page or record."
NO_ORDER = "There is no such order."
NO_PHOTO = "There is no such photo."
NOT_ALLOWED = "You are not allowed to do this."
CHECK = "Please check the data you entered."
UNREADABLE = "This file is not a photo that can be read. Use JPEG, PNG, WebP, HEIC or AVIF."
INCOMPLETE = "The photo is incomplete: its end is missing. Choose it once more, or take another."
PIXELS = "The photo is too large: it has %d megapixels, at most 80 are possible."
TOO_LARGE = "The photo is too large: at most 20 MB are possible."
MINE = "/api/orders/{order}/stages/{first}"


@dataclass(frozen=True)
class Refusal:
    """A request that must be refused. Paths name orders and stages of the scene."""

    case: str
    who: str
    request: str
    status: int
    code: str
    sentence: str
    body: dict[str, Any] = field(default_factory=dict)


def photo(data: bytes) -> dict[str, Any]:
    return {"files": {"file": ("photo.jpg", data, "image/jpeg")}}


def comment(text: str) -> dict[str, Any]:
    return {"json": {"text": text}}


async def too_long_without_length() -> AsyncIterator[bytes]:
    head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\n\r\n'
    yield head + jpeg()
    for _ in range(21):
        yield bytes(MEGABYTE)
    yield b"\r\n--x--\r\n"


def chunked() -> dict[str, Any]:
    return {
        "content": too_long_without_length(),
        "headers": {"Content-Type": "multipart/form-data; boundary=x"},
    }


REFUSALS = [
    Refusal("unknown order", "client", "GET /api/orders/999999", 404, "OrderNotFound", NO_ORDER),
    Refusal("absurd order", "client", "GET /api/orders/3000000000", 422, "Invalid", CHECK),
    Refusal("more absurd order", "client", f"GET /api/orders/{10**30}", 422, "Invalid", CHECK),
    Refusal("order without a number", "client", "GET /api/orders/first", 422, "Invalid", CHECK),
    Refusal("somebody else's order", "client", "GET /api/orders/{theirs}", 404, "OrderNotFound", NO_ORDER),
    Refusal(
        "somebody else's timeline",
        "client",
        "GET /api/orders/{theirs}/timeline",
        404,
        "OrderNotFound",
        NO_ORDER,
    ),
    Refusal(
        "another mechanic's order", "other_mechanic", "GET /api/orders/{mine}", 404, "OrderNotFound", NO_ORDER
    ),
    Refusal(
        "completing out of order",
        "mechanic",
        "POST /api/orders/{order}/stages/{second}/complete",
        409,
        "StageOutOfOrder",
        "Earlier stages of this order are not finished yet: Intake.",
    ),
    Refusal(
        "starting out of order",
        "mechanic",
        "POST /api/orders/{order}/stages/{second}/start",
        409,
        "StageOutOfOrder",
        "Earlier stages of this order are not finished yet: Intake.",
    ),
    Refusal(
        "completing a colleague's stage",
        "other_mechanic",
        f"POST {MINE}/complete",
        403,
        "NotYourStage",
        "This stage is assigned to another mechanic.",
    ),
    Refusal(
        "completing in an order one does not see",
        "other_mechanic",
        "POST /api/orders/{mine}/stages/{mine_first}/complete",
        404,
        "OrderNotFound",
        NO_ORDER,
    ),
    Refusal(
        "completing what nobody has",
        "administrator",
        "POST /api/orders/{unassigned}/stages/{unassigned_first}/complete",
        409,
        "StageNotAssigned",
        "No mechanic is assigned to this stage yet.",
    ),
    Refusal(
        "a stage of another order",
        "mechanic",
        "POST /api/orders/{order}/stages/{mine_first}/complete",
        404,
        "StageNotFound",
        "This order has no such stage.",
    ),
    Refusal(
        "an absurd stage",
        "mechanic",
        "POST /api/orders/{order}/stages/3000000000/complete",
        422,
        "Invalid",
        CHECK,
    ),
    Refusal(
        "a stale version",
        "mechanic",
        f"POST {MINE}/complete",
        409,
        "StaleVersion",
        "Somebody else has just changed this. Please look again.",
        {"json": {"version": 1}},
    ),
    Refusal("a client on a stage", "client", f"POST {MINE}/complete", 403, "AccessDenied", NOT_ALLOWED),
    Refusal(
        "a guest on a stage", "guest", f"POST {MINE}/complete", 401, "Unauthenticated", "Please sign in."
    ),
    Refusal(
        "an empty comment",
        "mechanic",
        f"POST {MINE}/comments",
        422,
        "CommentEmpty",
        "Write something first: the comment is empty.",
        comment(""),
    ),
    Refusal(
        "a blank comment",
        "mechanic",
        f"POST {MINE}/comments",
        422,
        "CommentEmpty",
        "Write something first: the comment is empty.",
        comment(" \n\t "),
    ),
    Refusal(
        "a very long comment",
        "mechanic",
        f"POST {MINE}/comments",
        422,
        "CommentTooLong",
        "The comment is too long: 10000 characters, at most 5000 are possible.",
        comment("ж" * 10_000),
    ),
    Refusal(
        "a comment with a zero byte",
        "mechanic",
        f"POST {MINE}/comments",
        422,
        "Invalid",
        CHECK,
        comment("a\0b"),
    ),
    Refusal(
        "half a surrogate pair",
        "mechanic",
        f"POST {MINE}/comments",
        422,
        "Invalid",
        CHECK,
        {"content": b'{"text": "\\ud800"}', "headers": {"Content-Type": "application/json"}},
    ),
    Refusal(
        "an absurd service",
        "client",
        "POST /api/orders",
        422,
        "Invalid",
        CHECK,
        {"json": {"service_id": 3_000_000_000, "plate": "А123ВС777", "make": "Lada", "model": "Vesta"}},
    ),
    Refusal(
        "an absurd mechanic",
        "administrator",
        "POST /api/orders/{order}/assign",
        422,
        "Invalid",
        CHECK,
        {"json": {"mechanic_id": 3_000_000_000}},
    ),
    Refusal(
        "an absurd version",
        "mechanic",
        f"POST {MINE}/complete",
        409,
        "StaleVersion",
        "Somebody else has just changed this. Please look again.",
        {"json": {"version": 10**30}},
    ),
    Refusal(
        "malformed JSON",
        "mechanic",
        f"POST {MINE}/comments",
        422,
        "Invalid",
        CHECK,
        {"content": b'{"text": ', "headers": {"Content-Type": "application/json"}},
    ),
    Refusal(
        "JSON that is not UTF-8",
        "mechanic",
        f"POST {MINE}/comments",
        400,
        "BadRequest",
        "The request could not be understood.",
        {"content": b'{"text": "\xff"}', "headers": {"Content-Type": "application/json"}},
    ),
    Refusal("no JSON at all", "mechanic", f"POST {MINE}/comments", 422, "Invalid", CHECK),
    Refusal(
        "a photo of 25 MB",
        "mechanic",
        f"POST {MINE}/attachments",
        413,
        "PhotoTooLarge",
        TOO_LARGE,
        photo(jpeg(secret=bytes(25 * MEGABYTE))),
    ),
    Refusal(
        "a photo just over the limit",
        "mechanic",
        f"POST {MINE}/attachments",
        413,
        "PhotoTooLarge",
        TOO_LARGE,
        photo(bytes(20 * MEGABYTE + 1)),
    ),
    Refusal(
        "a text called .jpg",
        "mechanic",
        f"POST {MINE}/attachments",
        422,
        "PhotoUnreadable",
        UNREADABLE,
        photo("Просто текст.".encode()),
    ),
    Refusal(
        "an empty file",
        "mechanic",
        f"POST {MINE}/attachments",
        422,
        "PhotoIncomplete",
        INCOMPLETE,
        photo(b""),
    ),
    Refusal(
        "half a photo",
        "mechanic",
        f"POST {MINE}/attachments",
        422,
        "PhotoIncomplete",
        INCOMPLETE,
        photo(jpeg(800, 600)[:3000]),
    ),
    Refusal(
        "a picture of 85 megapixels",
        "mechanic",
        f"POST {MINE}/attachments",
        422,
        "PhotoTooManyPixels",
        PIXELS % 85,
        photo(png_bomb(10_000, 8_500)),
    ),
    Refusal(
        "a picture of 400 megapixels",
        "mechanic",
        f"POST {MINE}/attachments",
        422,
        "PhotoTooManyPixels",
        PIXELS % 400,
        photo(png_bomb(20_000, 20_000)),
    ),
    Refusal(
        "a form without a file",
        "mechanic",
        f"POST {MINE}/attachments",
        422,
        "PhotoUnreadable",
        UNREADABLE,
        {"data": {"file": "no file"}},
    ),
    Refusal(
        "a broken form",
        "mechanic",
        f"POST {MINE}/attachments",
        400,
        "BadRequest",
        "The request could not be understood.",
        {"content": b"nonsense", "headers": {"Content-Type": "multipart/form-data; boundary=x"}},
    ),
    Refusal("an unknown photo", "client", "GET /api/attachments/999999", 404, "PhotoNotFound", NO_PHOTO),
    Refusal("an absurd photo", "client", "GET /api/attachments/3000000000", 422, "Invalid", CHECK),
    Refusal(
        "assigning to a client",
        "administrator",
        "POST /api/orders/{order}/assign",
        422,
        "MechanicNotFound",
        "There is no such mechanic.",
        {"json": {"mechanic_id": 1}},
    ),
    Refusal(
        "assigning as a mechanic",
        "mechanic",
        "POST /api/orders/{order}/assign",
        403,
        "AccessDenied",
        NOT_ALLOWED,
        {"json": {"mechanic_id": 3}},
    ),
    Refusal(
        "an unknown service",
        "client",
        "POST /api/orders",
        404,
        "ServiceNotFound",
        "There is no such service in the catalog.",
        {"json": {"service_id": 999, "plate": "А123ВС777", "make": "Lada", "model": "Vesta"}},
    ),
    Refusal(
        "a zero byte in a car's make",
        "client",
        "POST /api/orders",
        422,
        "Invalid",
        CHECK,
        {"json": {"service_id": 1, "plate": "А123ВС777", "make": "La\0da", "model": "Vesta"}},
    ),
    Refusal(
        "an unknown language",
        "client",
        "POST /api/profile/language",
        422,
        "UnknownLanguage",
        "This language is not available.",
        {"json": {"locale": "de"}},
    ),
    Refusal(
        "an unknown dead letter",
        "administrator",
        "POST /api/admin/dead-letters/1/replay",
        404,
        "NotFound",
        NO_PAGE,
    ),
    Refusal("a page of too many orders", "client", "GET /api/orders?size=1000", 422, "Invalid", CHECK),
    Refusal("an unknown path", "guest", "GET /api/nothing/here", 404, "NotFound", NO_PAGE),
    Refusal("a trailing slash", "client", "GET /api/orders/", 404, "NotFound", NO_PAGE),
    Refusal(
        "a wrong method",
        "client",
        "DELETE /api/orders",
        405,
        "MethodNotAllowed",
        "This address does not accept such a request.",
    ),
    Refusal("Reflex's upload by GET", "guest", "GET /_upload/secret.txt", 404, "NotFound", NO_PAGE),
    Refusal(
        "Reflex's upload by POST",
        "guest",
        "POST /_upload",
        404,
        "NotFound",
        NO_PAGE,
        {"files": {"files": b"anything"}},
    ),
]


@dataclass(frozen=True)
class Scene:
    """Orders in the states that the table needs."""

    shop: Shop
    callers: Callers
    places: dict[str, int]

    async def send(
        self, refusal: Refusal, language: str, body: dict[str, Any] | None = None
    ) -> httpx.Response:
        """The request, by somebody who reads ``language``."""
        method, _, path = refusal.request.partition(" ")
        more = dict(refusal.body if body is None else body)
        headers = {**more.pop("headers", {}), "Accept-Language": language}
        caller = self.callers.by(refusal.who)
        return await caller.request(method, path.format(**self.places), headers=headers, **more)


@pytest_asyncio.fixture
async def scene(shop: Shop, callers: Callers) -> Scene:
    """An order of two mechanics, one of the first mechanic alone, one of nobody, one of another client."""
    order, mine = await shop.assigned_order(), await shop.assigned_order()
    unassigned = await shop.place_order()
    theirs = await shop.place_order(client=shop.people.other_client)
    async with shop.runtime.transaction(shop.people.administrator) as unit:
        last = order.stages[-1].id
        await unit.services.assignment.assign_stage(order.id, last, shop.people.other_mechanic.user_id)
    places = {
        "order": order.id, "first": order.stages[0].id, "second": order.stages[1].id,
        "mine": mine.id, "mine_first": mine.stages[0].id,
        "unassigned": unassigned.id, "unassigned_first": unassigned.stages[0].id,
        "theirs": theirs.id,
    }  # fmt: skip
    return Scene(shop, callers, places)


def assert_problem(answer: httpx.Response, refusal: Refusal) -> str:
    """Check all but the language; returns the sentence."""
    assert answer.status_code == refusal.status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert (problem["title"], problem["status"]) == (refusal.code, refusal.status)
    assert problem["type"] == f"/api/docs#{refusal.code}"
    assert ("www-authenticate" in answer.headers) == (refusal.status == 401)
    sentence: str = problem["detail"]
    return sentence


def assert_russian(sentence: str, english: str) -> None:
    assert CYRILLIC.search(sentence)
    assert sentence.endswith(".")
    assert "%(" not in sentence
    assert sentence != english


@pytest.mark.parametrize("refusal", REFUSALS, ids=lambda refusal: refusal.case)
async def test_a_bad_request_is_refused_in_both_languages_and_changes_nothing(scene: Scene, refusal: Refusal):
    # A denial is written down.
    but = AUDIT if refusal.status in (401, 403) else ()
    before = await scene.shop.everything(but)
    assert assert_problem(await scene.send(refusal, "en"), refusal) == refusal.sentence
    assert_russian(assert_problem(await scene.send(refusal, "ru"), refusal), refusal.sentence)
    assert await scene.shop.everything(but) == before
    assert not list((scene.shop.runtime.settings.data_dir / "files").rglob("*.webp"))


async def test_a_photo_over_the_limit_without_a_length_is_refused(scene: Scene):
    refusal = Refusal("chunked", "mechanic", f"POST {MINE}/attachments", 413, "PhotoTooLarge", TOO_LARGE)
    before = await scene.shop.everything()
    assert assert_problem(await scene.send(refusal, "en", chunked()), refusal) == refusal.sentence
    assert_russian(assert_problem(await scene.send(refusal, "ru", chunked()), refusal), refusal.sentence)
    assert await scene.shop.everything() == before


async def test_somebody_elses_order_cannot_be_told_from_one_that_is_not_there(scene: Scene):
    theirs = await scene.callers.client.get(f"/api/orders/{scene.places['theirs']}")
    nobodys = await scene.callers.client.get("/api/orders/999999")
    assert theirs.content == nobodys.content
    assert theirs.headers == nobodys.headers


async def test_a_delivered_order_does_not_change_any_more(shop: Shop, callers: Callers):
    order = await shop.complete(await shop.assigned_order(), count=4)
    assert order.status == "delivered"
    wanted = {"mechanic_id": shop.people.other_mechanic.user_id}
    answer = await callers.administrator.post(f"/api/orders/{order.id}/assign", json=wanted)
    assert (answer.status_code, answer.json()["title"]) == (409, "OrderFinished")


@pytest.mark.parametrize("step", ["start", "complete"])
async def test_a_second_step_of_the_same_kind_is_a_conflict(shop: Shop, callers: Callers, step: str):
    order = await shop.assigned_order()
    path = f"/api/orders/{order.id}/stages/{order.stages[0].id}/{step}"
    assert (await callers.mechanic.post(path)).status_code == 200
    before = await shop.everything()
    answer = await callers.mechanic.post(path, headers={"Accept-Language": "en"})
    assert answer.status_code == 409
    assert (
        answer.json()["detail"]
        == {
            "start": "This stage has already been started.",
            "complete": "This stage is already completed.",
        }[step]
    )
    assert await shop.everything() == before


async def test_wrong_fields_are_named_with_a_sentence_each(callers: Callers):
    wanted = {"service_id": "oil", "plate": "!", "make": "", "model": "x" * 61}
    answer = await callers.client.post("/api/orders", json=wanted, headers={"Accept-Language": "en"})
    assert answer.status_code == 422
    assert {error["field"]: error["detail"] for error in answer.json()["errors"]} == {
        "service_id": "A number is expected.",
        "plate": "Enter the number plate: 2 to 15 letters and digits.",
        "make": "This field is required.",
        "model": "This text is too long.",
    }


async def test_an_error_of_one_field_is_said_of_that_field(callers: Callers):
    wrong = {"current_password": "wrong", "password": "a few words to remember"}
    answer = (await callers.client.post("/api/profile/password", json=wrong)).json()
    assert answer["title"] == "WrongPassword"
    assert answer["errors"] == [{"field": "current_password", "detail": answer["detail"]}]


def test_errors_name_fields_that_requests_have():
    errors = {error for error in subclasses(DomainError) if error.field}
    assert len(errors) > 10
    assert {error.field for error in errors} <= set(properties(the_api().openapi()))


def properties(document: Any) -> Iterator[str]:
    """Every name of a property in a part of the document."""
    if isinstance(document, dict):
        yield from document.get("properties", ())
        if "in" in document:
            yield document["name"]
    if isinstance(document, dict | list):
        for part in document.values() if isinstance(document, dict) else document:
            yield from properties(part)


def subclasses(error: type[DomainError]) -> set[type[DomainError]]:
    return {error}.union(*(subclasses(child) for child in error.__subclasses__()))


async def test_what_was_typed_is_not_sent_back(callers: Callers):
    answer = await callers.guest.post(
        "/api/auth/login", json={"email": "not an address", "password": {"a": "s3cret"}}
    )
    assert answer.status_code == 422
    assert "s3cret" not in answer.text
    assert "not an address" not in answer.text


async def set_account_locale(shop: Shop, locale: str) -> None:
    async with shop.runtime.transaction(SYSTEM) as unit:
        (await unit.session.get_one(User, shop.people.client.user_id)).locale = locale


@pytest.mark.parametrize(
    ("account", "cookie", "accepts", "language"),
    [
        ("en", "ru", "ru", "en"),
        ("ru", "en", "en", "ru"),
        ("", "en", "ru", "en"),
        ("", "ru", "en", "ru"),
        ("", "de", "en", "en"),
        ("", "", "en-GB,ru;q=0.5", "en"),
        ("", "", "de,fr", "ru"),
        ("", "", "", "ru"),
    ],
)
async def test_the_account_decides_the_language_then_the_cookie_then_the_browser(
    shop: Shop, callers: Callers, account: str, cookie: str, accepts: str, language: str
):
    await set_account_locale(shop, account)
    headers = {"Accept-Language": accepts, "Cookie": f"{LOCALE_COOKIE}={cookie}"}
    answer = await callers.client.get("/api/orders/999999", headers=headers)
    assert (answer.json()["detail"] == NO_ORDER) is (language == "en")
