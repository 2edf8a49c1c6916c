"""Every event handler of the program x everybody: who is let in, and that a denial changes nothing."""

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
import pytest_asyncio
from reflex.state import BaseState
from sqlalchemy import func, select

from autoservice.shared.access import SYSTEM, Actor, Role
from autoservice.shared.audit import AuditEntry
from autoservice.ui.access import may_use
from autoservice.ui.pages.order_detail.state import OrderState
from tests.support.runtime import MovableClock, Shop
from tests.ui.pipeline import REGISTERED, Pipeline, running_pipeline

WHO = {
    "guest": Role.GUEST,
    "revoked": Role.GUEST,
    "client": Role.CLIENT,
    "other_client": Role.CLIENT,
    "mechanic": Role.MECHANIC,
    "other_mechanic": Role.MECHANIC,
    "administrator": Role.ADMINISTRATOR,
    "enrolling": Role.ENROLLING,
}
HOMES = {
    Role.CLIENT: "/orders",
    Role.MECHANIC: "/work",
    Role.ADMINISTRATOR: "/admin",
    Role.ENROLLING: "/profile/second-factor",
}
OWN_ACCOUNT = "client mechanic administrator enrolling"
SIGNED_IN = "client mechanic administrator"
EVERYBODY = f"guest {OWN_ACCOUNT}"

# Written out, so that opening a class to somebody new is a change that a reader of the tests sees.
EXPECTED = {
    "AddItemState": "administrator",
    "AddJobsState": "administrator",
    "AllOrdersState": "administrator",
    "AppliedLinesState": "administrator",
    "ArchiveItemState": "administrator",
    "ChangePartState": "mechanic administrator",
    "CloseCountState": "administrator",
    "DecideWorkState": "client administrator",
    "DeferredWorkState": SIGNED_IN,
    "ProposeWorkState": "mechanic administrator",
    "CorrectStockState": "administrator",
    "CountLinesState": "administrator",
    "CountState": "administrator",
    "CountsState": "administrator",
    "ItemState": "administrator",
    "MovementsState": "administrator",
    "OpenCountState": "administrator",
    "ReceiveStockState": "administrator",
    "StockState": "administrator",
    "AssignMechanicState": "administrator",
    "AssignedOrdersState": "mechanic",
    "CatalogChoicesState": "administrator",
    "CategoriesState": "administrator",
    "CategoryCommandsState": "administrator",
    "CarOrdersState": "client administrator",
    "CarState": "client administrator",
    "CarsState": SIGNED_IN,
    "EditVehicleState": "client administrator",
    "ReadOdometerState": SIGNED_IN,
    "VehiclesState": "administrator",
    "ClientOrdersState": "client",
    "CreateOrderState": "client administrator",
    "ClientCardCarsState": "administrator",
    "ClientCardOrdersState": "administrator",
    "EditClientState": "administrator",
    "EditContactsState": "administrator",
    "AnswerClaimState": "administrator",
    "ClaimOrdersState": "client",
    "MergeClientsState": "administrator",
    "FindClientState": "administrator",
    "OrderedForState": "administrator",
    "AuthPageState": EVERYBODY,
    "CatalogImportState": "administrator",
    "EditServiceState": "administrator",
    "InventoryPickerState": "mechanic administrator",
    "InvitationsState": "administrator",
    "InviteState": "administrator",
    "MailboxState": EVERYBODY,
    "MessagesState": OWN_ACCOUNT,
    "NotificationsState": OWN_ACCOUNT,
    "UnreadState": EVERYBODY,
    "OlderReportsState": "client mechanic administrator",
    "OrderPartsState": "client mechanic administrator",
    "OrderContactsState": "client mechanic administrator",
    "OrderState": "client mechanic administrator",
    "OpeningHoursState": "administrator",
    "PromiseOrderState": "mechanic administrator",
    "DiscountOrderState": "administrator",
    "BoardState": "administrator",
    "SetSkillsState": "administrator",
    "ChannelsState": "administrator",
    "DashboardState": "administrator",
    "ReportsState": "administrator",
    "DeliveriesState": "administrator",
    "ResendDeliveryState": "administrator",
    "TextCommandsState": "administrator",
    "TextsState": "administrator",
    "PageState": EVERYBODY,
    "ProfileState": OWN_ACCOUNT,
    "SessionsState": OWN_ACCOUNT,
    "RenameState": OWN_ACCOUNT,
    "RevokeSessionState": OWN_ACCOUNT,
    "SecondFactorState": OWN_ACCOUNT,
    "ShareOrderState": "client administrator",
    "ServiceCommandsState": "administrator",
    "ServiceListState": EVERYBODY,
    "ServicePartsState": "administrator",
    "ServicePictureState": "administrator",
    "ServicesState": "administrator",
    "DifferenceState": "administrator",
    "DraftCommandsState": "administrator",
    "StagesState": "administrator",
    "TalkState": SIGNED_IN,
    "WriteMessageState": SIGNED_IN,
    "TemplateCommandsState": "administrator",
    "TemplateState": "administrator",
    "TemplatesState": "administrator",
    "UpdateUserState": "administrator",
    "UsersState": "administrator",
    "ViewerState": EVERYBODY,
    "WithdrawInvitationState": "administrator",
}


def states() -> list[type[BaseState]]:
    """Every State class of the program."""
    found = (
        state for state in REGISTERED.base_states.values() if state.__module__.startswith("autoservice.")
    )
    return sorted(found, key=lambda state: state.__name__)


def handlers() -> Iterator[tuple[type[BaseState], str]]:
    """Every event handler of the program, those that a State class inherits from Reflex included."""
    for state in states():
        yield from ((state, name) for name in state.event_handlers)


def is_open(state: type[BaseState], who: str) -> bool:
    """Whether the table opens the class to somebody."""
    return WHO[who].value in EXPECTED[state.__name__].split()


def is_sent_by_pages(state: type[BaseState], name: str) -> bool:
    """Whether a browser may send the event at all: some only follow from the opening of a page."""
    handler = state.event_handlers[name]
    return name != "setvar" and not handler.is_background and not hasattr(handler.fn, "__chained_only__")


def test_classes_are_open_to_whom_this_table_says():
    found = {
        state.__name__: {role for role in WHO.values() if may_use(Actor(role), state)} for state in states()
    }
    expected = {name: set(EXPECTED.get(name, "not in this table").split()) for name in found}
    assert found == expected


def test_there_is_something_to_try():
    assert len(list(handlers())) > 30
    assert any(not is_sent_by_pages(state, name) for state, name in handlers() if name != "setvar")


@pytest_asyncio.fixture
async def token(shop: Shop, who: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The access token of somebody; for a guest there is none."""
    if who == "guest":
        return ""
    if who == "enrolling":
        monkeypatch.setattr(shop.runtime.settings, "require_second_factor", ("mechanic",))
        return await shop.sign_in(shop.people.mechanic)
    if who == "revoked":
        token = await shop.sign_in(shop.people.client)
        async with shop.runtime.transaction(await shop.runtime.identity.actor_of(token)) as unit:
            await unit.services.sessions.sign_out()
        return token
    return await shop.sign_in(getattr(shop.people, who))


@pytest.mark.parametrize("who", WHO)
async def test_whoever_is_not_named_is_denied_and_that_is_all_that_happens(
    shop: Shop, clock: MovableClock, who: str, token: str
):
    path = f"/orders/{(await shop.assigned_order()).id}"
    closed = [one for one in handlers() if not is_open(one[0], who) or not is_sent_by_pages(*one)]
    assert closed
    async with running_pipeline() as pipeline:
        await pipeline.hydrate(token, path)
        before = await shop.everything()
        for number, (state, name) in enumerate(closed, 1):
            await send(pipeline, clock, state, name, token, path)
            assert pipeline.wire.redirects == [
                HOMES[WHO[who]] if token_opens(who) else f"/sign-in?next={path}"
            ]
            assert await denial_count(shop) == number, f"{state.__name__}.{name}"
    assert changed(before, await shop.everything()) == set()
    assert [entry.subject for entry in await denials(shop)] == [
        f"{one.__name__}.{name}" for one, name in closed
    ]
    assert {entry.actor_role for entry in await denials(shop)} == {WHO[who].value}


@pytest.mark.parametrize("who", WHO)
async def test_whoever_is_named_is_let_in(shop: Shop, clock: MovableClock, who: str, token: str):
    path = f"/orders/{(await shop.assigned_order()).id}"
    opened = [one for one in handlers() if is_open(one[0], who) and is_sent_by_pages(*one)]
    assert opened
    async with running_pipeline() as pipeline:
        await pipeline.hydrate(token, path)
        for state, name in opened:
            # It is called without what it needs, and may say so.
            with suppress(TypeError):
                await send(pipeline, clock, state, name, token, path)
    assert await denials(shop) == []


@pytest.mark.parametrize("who", WHO)
async def test_an_order_opens_to_its_client_its_mechanic_and_the_administrator(
    shop: Shop, who: str, token: str
):
    order = await shop.assigned_order()
    async with running_pipeline() as pipeline:
        await pipeline.hydrate(token, f"/orders/{order.id}")
        await pipeline.chain(OrderState, "open")
        if who in ("client", "mechanic", "administrator"):
            await pipeline.wire.wait_until(lambda wire: order.vehicle.plate in wire.text)
    assert (order.vehicle.plate in pipeline.wire.text) is (who in ("client", "mechanic", "administrator"))


def token_opens(who: str) -> bool:
    """Whether somebody has a session that is alive."""
    return WHO[who] is not Role.GUEST


async def send(
    pipeline: Pipeline, clock: MovableClock, state: type[BaseState], name: str, token: str, path: str
) -> None:
    # A minute for each, so that no denial is left out of the log as one of a flood.
    clock.forward(minutes=1)
    pipeline.wire.clear()
    await pipeline.send(state, name, token, path)


async def denials(shop: Shop) -> list[AuditEntry]:
    return list(await shop.rows(AuditEntry, action="denied"))


async def denial_count(shop: Shop) -> int:
    """How many there are; reading them all after each of hundreds of events takes most of the time."""
    async with shop.runtime.read_only(SYSTEM) as unit:
        denied = select(func.count()).select_from(AuditEntry).filter_by(action="denied")
        return (await unit.session.execute(denied)).scalar_one()


def changed(before: dict[str, Any], after: dict[str, Any]) -> set[str]:
    """The tables that differ, the audit log aside."""
    return {name for name in before if before[name] != after[name]} - {"audit_entry", "audit_head"}
