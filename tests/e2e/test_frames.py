"""What the server says over a websocket, frame by frame: to each what is theirs, and nothing more."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from autoservice.ui.features.assign_mechanic import AssignMechanicState
from autoservice.ui.kit.viewer import ViewerState
from autoservice.ui.pages.admin_console import AllOrdersState
from autoservice.ui.pages.order_detail.state import OrderState
from tests.e2e.frames import Frames
from tests.e2e.pictures import phone_photo
from tests.e2e.raw_socket import RawSocket
from tests.e2e.shop import (
    ADMINISTRATOR,
    CLIENT,
    COLLEAGUE,
    MECHANIC,
    NAMES,
    STRANGER,
    STRANGERS_NAME,
    People,
    Shop,
    fresh_plate,
    stage_path,
)
from tests.support import pages


@dataclass(frozen=True)
class Secrets:
    """An order and all that must reach only those whom it concerns."""

    order: dict[str, Any]
    plate: str
    note: str
    comment: str
    internal: str
    photo: str
    internal_photo: str

    @property
    def for_its_client(self) -> set[str]:
        """What the order's client is to see."""
        return {self.plate, self.note, self.comment, self.photo}

    @property
    def for_the_shop(self) -> set[str]:
        """What nobody but the shop is to see."""
        return {self.internal, self.internal_photo}


@pytest.fixture(scope="module")
def mine(shop: Shop) -> Secrets:
    """The client's order, with everything an order can have."""
    return eventful_order(shop, CLIENT, "Вишнёвый")


@pytest.fixture(scope="module")
def theirs(shop: Shop) -> Secrets:
    """Another client's order, likewise."""
    return eventful_order(shop, STRANGER, "Лиловый")


def eventful_order(shop: Shop, email: str, word: str) -> Secrets:
    plate, note = fresh_plate(), f"{word} багажник не открывать."
    order = shop.assigned_order(email, plate=plate, note=note)
    comment, internal = f"{word} датчик заменён.", f"{word} клиент скандалит."
    photo, internal_photo = (send_photo(shop, order, published=published) for published in (True, False))
    say(shop, order, comment, published=True)
    say(shop, order, internal, published=False)
    return Secrets(order, plate, note, comment, internal, photo, internal_photo)


def say(shop: Shop, order: dict[str, Any], text: str, *, published: bool) -> None:
    shop.rest(MECHANIC).post(f"{stage_path(order)}/comments", text=text, published=published)


def send_photo(shop: Shop, order: dict[str, Any], *, published: bool) -> str:
    sent = shop.rest(MECHANIC).upload(f"{stage_path(order)}/attachments", phone_photo(), published=published)
    return f'/api/attachments/{sent["id"]}"'


# ------------------------------------------------------------------ browsers


def test_a_guest_is_told_nothing_of_anybody(people: People, mine: Secrets, theirs: Secrets) -> None:
    context = people.guest()
    frames = Frames(context)
    look_at(context, "/")
    for path in (f"/orders/{mine.order['id']}", "/orders", "/work", "/admin/orders"):
        look_at(context, path, "/sign-in")
    assert frames.tell("Развал-схождение")
    assert frames.told(*all_of(mine), *all_of(theirs), *NAMES.values(), STRANGERS_NAME) == set()


def test_another_client_is_told_nothing_of_an_order_even_while_it_changes(
    people: People, shop: Shop, mine: Secrets, theirs: Secrets
) -> None:
    stranger, client = people.signed_in(STRANGER), people.signed_in(CLIENT)
    frames = Frames(stranger)
    peeping = look_at(stranger, f"/orders/{mine.order['id']}")
    pages.expect_no_such_order(peeping)
    watched = look_at(client, f"/orders/{mine.order['id']}")
    said = tell_something_new(shop, mine, watched)
    for path in ("/orders", "/orders/new", f"/orders/{theirs.order['id']}"):
        look_at(stranger, path)
    for path in ("/work", "/admin/orders"):
        look_at(stranger, path, "/orders")
    come_back(peeping)
    assert frames.told(*theirs.for_its_client) == theirs.for_its_client
    assert frames.told(*all_of(mine), said, *theirs.for_the_shop, NAMES[CLIENT], NAMES[COLLEAGUE]) == set()


def test_a_client_is_told_of_their_order_but_not_what_is_for_the_shop(
    people: People, shop: Shop, mine: Secrets, theirs: Secrets
) -> None:
    context = people.signed_in(CLIENT)
    frames = Frames(context)
    page = look_at(context, f"/orders/{mine.order['id']}")
    say(shop, mine.order, "Ещё одно для своих.", published=False)
    tell_something_new(shop, mine, page)
    assert frames.told(*mine.for_its_client) == mine.for_its_client
    forbidden = {*mine.for_the_shop, "Ещё одно для своих.", *all_of(theirs), STRANGERS_NAME}
    assert frames.told(*forbidden, NAMES[COLLEAGUE]) == set()
    # Another of their orders may be the colleague's.
    look_at(context, "/orders")
    assert frames.told(*forbidden) == set()


def test_the_administrator_is_told_what_the_others_are_not(people: People, theirs: Secrets) -> None:
    # Without this the tests above could pass because nothing was ever said, or heard.
    context = people.signed_in(ADMINISTRATOR)
    frames = Frames(context)
    page = look_at(context, f"/orders/{theirs.order['id']}")
    expect(page.locator("select[name=mechanic] option", has_text=NAMES[COLLEAGUE])).to_have_count(1)
    everything = {*all_of(theirs), NAMES[COLLEAGUE], STRANGERS_NAME}
    assert frames.told(*everything) == everything


def all_of(secrets: Secrets) -> set[str]:
    return secrets.for_its_client | secrets.for_the_shop


def look_at(context: BrowserContext, path: str, landing: str = "") -> Page:
    page = context.new_page()
    pages.visit_and_land(page, path, landing or path)
    return page


def tell_something_new(shop: Shop, secrets: Secrets, watched: Page) -> str:
    """Publish a remark and see it arrive where it belongs; returns the remark."""
    said = f"Свежее замечание {fresh_plate()}."
    say(shop, secrets.order, said, published=True)
    expect(watched.get_by_text(said)).to_be_visible()
    return said


def come_back(page: Page) -> None:
    """Go on within the page, over the same socket: what was said before has come by then."""
    page.get_by_role("link", name=pages.say(page, "Go to my page")).click()
    page.wait_for_url("**/orders")
    pages.wait_until_filled(page)


# ------------------------------------------------------------------ by hand


FORBIDDEN: dict[str, Callable[[Secrets], tuple[str, dict[str, Any]]]] = {
    "the list of mechanics": lambda secrets: (handler(AssignMechanicState, "load"), {}),
    "the choice of a mechanic": lambda secrets: (
        handler(AssignMechanicState, "assign_mechanic"),
        {"order_id": str(secrets.order["id"])},
    ),
    "the list of all orders": lambda secrets: (handler(AllOrdersState, "open"), {}),
    "the list's reading": lambda secrets: (handler(AllOrdersState, "reload"), {}),
    "the order's room": lambda secrets: (handler(OrderState, "open"), {}),
    "a variable of the viewer": lambda secrets: (
        handler(ViewerState, "setvar"),
        {"var_name": "role", "value": "administrator"},
    ),
    "a variable of the order": lambda secrets: (
        handler(OrderState, "setvar"),
        {"var_name": "missing", "value": True},
    ),
}


def handler(state: type, name: str) -> str:
    return f"{state.get_full_name()}.{name}"  # type: ignore[attr-defined]


def stored(shop: Shop, mine: Secrets) -> dict[str, object]:
    """The order but for when it will be ready: that is reckoned anew at each reading and moves with the clock
    while the shop is open.
    """
    order = shop.rest(ADMINISTRATOR).get(f"/orders/{mine.order['id']}")
    return {name: value for name, value in order.items() if name != "eta"}


@pytest.mark.parametrize("what", FORBIDDEN)
@pytest.mark.parametrize("who", ["a guest", "another client"])
def test_an_event_sent_by_hand_is_denied(shop: Shop, mine: Secrets, who: str, what: str) -> None:
    session = shop.rest(STRANGER).token if who == "another client" else ""
    before = stored(shop, mine)
    event, payload = FORBIDDEN[what](mine)
    with RawSocket(shop.url, session, path="/") as socket:
        socket.wait_until_filled()
        socket.send(event, **payload)
        assert socket.wait_until_turned_away() == ("/orders" if session else "/sign-in?next=/")
        received = socket.received()
    leaked = {secret for secret in {*all_of(mine), *NAMES.values(), "administrator"} if secret in received}
    assert leaked == set()
    assert stored(shop, mine) == before


def test_a_mechanic_cannot_do_what_is_the_administrators(shop: Shop, mine: Secrets) -> None:
    with RawSocket(shop.url, shop.rest(COLLEAGUE).token, path="/work") as socket:
        socket.wait_until_filled()
        event, payload = FORBIDDEN["the choice of a mechanic"](mine)
        socket.send(event, **payload)
        assert socket.wait_until_turned_away() == "/work"
    order = shop.rest(ADMINISTRATOR).get(f"/orders/{mine.order['id']}")
    assert {stage["mechanic_name"] for stage in order["stages"]} == {NAMES[MECHANIC]}
