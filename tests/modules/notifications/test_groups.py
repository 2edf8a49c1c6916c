"""The table: event -> recipients -> kind of text."""

import pytest

from autoservice.modules.notifications.groups import GROUPS, NOTICES, Audience, Entry, Group, Kind, notices_of
from autoservice.modules.notifications.texts.news import ORDER_NEWS
from autoservice.modules.orders.workflow import OrderStatus
from autoservice.shared.access import Role
from autoservice.wiring.reactions import PLAN_DELIVERIES, REACTIONS

# Written out, so that telling somebody new of something is a change that a reader of the tests sees.
EXPECTED = {
    ("order_created", ""): {("administrators", "shop")},
    ("status_changed", "checked_in"): {("client", "progress")},
    ("status_changed", "on_hold"): {("client", "progress"), ("client", "decisions")},
    ("status_changed", "ready"): {("client", "ready")},
    ("status_changed", "delivered"): {("client", "progress")},
    ("status_changed", "cancelled"): {("client", "progress"), ("mechanics", "work")},
    ("mechanic_assigned", ""): {("assignee", "work")},
    ("comment_added", ""): {("client", "progress"), ("mechanics", "work")},
    ("photo_added", ""): {("client", "progress")},
    ("job_added", ""): {("client", "progress")},
    ("client_wrote", ""): {("shop", "talk")},
    ("shop_wrote", ""): {("client", "talk")},
    ("work_proposed", ""): {("client", "decisions")},
    ("work_edited", ""): {("client", "decisions")},
}


def told(event: str, status: str = "", *, published: bool = True) -> set[tuple[str, str]]:
    """Who is told in which group."""
    entry = Entry(1, event, actor_id=None, published=published, status=status, decided_before=True)
    return {(notice.audience.value, notice.group.value) for notice in notices_of(entry)}


def test_the_table_is_the_one_that_is_meant():
    places = {(notice.event, notice.status.value if notice.status else "") for notice in NOTICES}
    assert {place: told(*place) for place in places} == EXPECTED


@pytest.mark.parametrize("status", [status.value for status in OrderStatus])
def test_a_status_that_is_not_in_the_table_is_told_to_nobody(status: str):
    assert told("status_changed", status) == EXPECTED.get(("status_changed", status), set())


def test_clients_are_told_only_of_what_is_published():
    assert told("comment_added", published=False) == {("mechanics", "work")}
    assert told("photo_added", published=False) == set()


def test_changes_of_what_nobody_has_decided_on_are_told_to_nobody():
    assert notices_of(Entry(1, "work_edited", actor_id=None, published=True)) == []


def test_each_kind_has_its_words_and_stands_in_the_table_once():
    kinds = [notice.kind for notice in NOTICES]
    assert len(kinds) == len(set(kinds))
    assert set(kinds) == set(ORDER_NEWS) == set(Kind) - {Kind.TRIAL}


def test_whoever_can_be_told_of_a_group_can_switch_it_off():
    offered = {(role, group) for role, groups in GROUPS.items() for group in groups}
    roles = {
        Audience.CLIENT: {Role.CLIENT},
        Audience.MECHANICS: {Role.MECHANIC},
        Audience.ASSIGNEE: {Role.MECHANIC},
        Audience.ADMINISTRATORS: {Role.ADMINISTRATOR},
        Audience.SHOP: {Role.MECHANIC, Role.ADMINISTRATOR},
    }
    assert {(role, notice.group) for notice in NOTICES for role in roles[notice.audience]} == offered
    assert {group for _, group in offered} == set(Group)


def test_each_event_of_the_table_and_no_other_is_followed_by_a_plan():
    followed = {event.name for event, reactions in REACTIONS.items() if PLAN_DELIVERIES in reactions}
    assert followed == {notice.event for notice in NOTICES}
