"""What is announced of an order: to each what they see, whole sentences, and few of them."""

import pytest

from autoservice.modules.orders.discounts.schemas import OrderDiscount
from autoservice.modules.orders.schemas import OrderView
from autoservice.shared.access import Actor, Role
from autoservice.ui.current import Viewer
from autoservice.ui.engine import announcer as engine
from autoservice.ui.engine.announcer import Announcement, Announcer
from autoservice.ui.engine.members import Member
from autoservice.ui.engine.rooms import join
from autoservice.ui.pages.order_detail import state as order_page
from tests.support.runtime import Shop, clock
from tests.ui.test_rooms import Network, Sent, announce, change, enter, network, order, say, session_of, shop

__all__ = ["clock", "network", "order", "shop"]
CLIENT = Viewer(Actor(Role.CLIENT, user_id=7), "en", "UTC")


class Count:
    """An announcer of a number, at a time that the test sets."""

    def __init__(self) -> None:
        self.time = 100.0
        self.announcer: Announcer[int] = Announcer(lambda: self.time)

    def hear(self, number: int, viewer: Viewer = CLIENT) -> Announcement:
        """What is heard once the number is ``number``."""
        return self.announcer.announce(
            viewer, number, lambda old, new: f"{new - old} more" if old < new else ""
        )


def test_the_first_facts_are_no_news_and_the_next_ones_are_heard_at_once() -> None:
    count = Count()
    assert count.hear(1) == Announcement()
    assert count.hear(2) == Announcement(1, "1 more")


def test_a_burst_is_two_announcements_and_the_second_one_tells_the_rest() -> None:
    count = Count()
    heard = {count.hear(number).number: count.hear(number).text for number in range(1, 12)}
    assert (heard, count.announcer.seconds_left()) == ({0: "", 1: "1 more"}, engine.SECONDS)
    count.time += engine.SECONDS
    assert (count.hear(11), count.announcer.seconds_left()) == (Announcement(2, "9 more"), None)


def test_an_equal_sentence_is_another_announcement() -> None:
    count = Count()
    count.hear(1)
    first = count.hear(2)
    count.time += engine.SECONDS
    assert (count.hear(2), count.hear(3)) == (first, Announcement(2, first.text))


def test_what_is_taken_back_within_the_burst_is_not_told() -> None:
    count = Count()
    count.hear(1)
    first = count.hear(2)
    count.hear(3)
    count.hear(2)
    assert count.announcer.seconds_left() is None
    count.time += engine.SECONDS
    assert count.hear(2) == first


def test_a_group_that_has_left_is_waited_for_once() -> None:
    count = Count()
    for number in (1, 2, 3):
        count.hear(number)
    count.time += engine.SECONDS
    assert (count.announcer.seconds_left(), count.announcer.seconds_left()) == (0, None)
    # Whoever is still there hears in the rendering that follows.
    assert count.hear(3) == Announcement(2, "1 more")


async def test_each_group_hears_what_it_sees_but_not_itself(
    shop: Shop, order: OrderView, network: Network
) -> None:
    for who in ("client", "mechanic", "administrator"):
        await enter(shop, order, who, getattr(shop.people, who))
    first = await network.next(3)
    assert all("announcement" not in message.values for message in first)
    await say(shop, order, "Стучит слева.", "Стучит справа.", published=False)
    await say(shop, order, "Готовим.")
    await announce(shop, order)
    heard = {message.sids[0]: text(message) for message in await network.next(3)}
    assert heard == {"client": "Комментарий: Илья Козлов.", "mechanic": "", "administrator": "3 комментария."}


async def test_a_change_is_heard_with_stage_and_percentage_and_not_by_who_opens_the_page_then(
    shop: Shop, order: OrderView, network: Network
) -> None:
    await enter(shop, order, "first", shop.people.client, "en")
    await network.next(1)
    await change(shop, order)
    [message] = await network.next(1)
    assert message.values["announcement"] == {"number": 1, "text": "Илья Козлов is taking the car in. 0 %"}
    await enter(shop, order, "second", shop.people.client, "en")
    [later] = await network.next(1)
    assert later.sids == ("second",)
    assert "announcement" not in later.values


async def test_a_discount_is_heard_with_the_new_total(shop: Shop, order: OrderView, network: Network) -> None:
    await enter(shop, order, "client", shop.people.client, "en")
    await network.next(1)
    async with shop.runtime.transaction(shop.people.administrator) as unit:
        await unit.services.discounts.discount_order(order.id, OrderDiscount(basis_points=1000))
    await announce(shop, order)
    [message] = await network.next(1)
    assert text(message).replace("\xa0", " ") == "Discount 10 %: −RUB 150. Total: RUB 1,350."


async def test_what_waits_is_heard_without_another_change(
    shop: Shop, order: OrderView, network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "SECONDS", 0.1)
    path, times = f"/orders/{order.id}", [100.0]
    view = order_page.OrderView(f"order:{order.id}", path, Announcer(lambda: times[-1]))
    join(view, Member("client", await session_of(shop, shop.people.client), "en", path))
    await network.next(1)
    heard = []
    for comments in (["0"], ["1", "2"]):
        await say(shop, order, *comments)
        await announce(shop, order)
        heard += await network.next(1)
    times.append(200.0)
    heard += await network.next(1)
    assert [text(message) for message in heard] == ["Comment from Илья Козлов.", "", "2 comments."]


def text(message: Sent) -> str:
    """What the message announces."""
    announcement: dict[str, str] = message.values.get("announcement", {"text": ""})
    return announcement["text"]
