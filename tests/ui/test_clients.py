"""The pages of clients: entered, found, merged, their claims answered; errors stand at their fields."""

from datetime import UTC, datetime
from typing import Any

from autoservice.modules.admin.clients.schemas import MergeCommand, NewClaim
from autoservice.modules.auth.accounts.client_schemas import NewClient
from autoservice.modules.auth.models import ClientContact, User
from autoservice.modules.orders.new_order import NewClientOrder
from autoservice.shared.access import Actor
from autoservice.ui.current import Viewer
from autoservice.ui.features.answer_claim import AnswerClaimState
from autoservice.ui.features.claim_orders import ClaimOrdersState
from autoservice.ui.features.edit_client import EditClientState
from autoservice.ui.features.edit_contacts import EditContactsState
from autoservice.ui.features.find_client import FindClientState
from autoservice.ui.features.merge_clients import MergeClientsState
from autoservice.ui.pages.clients.order_page import OrderedForState
from autoservice.ui.pages.order_detail.contacts import OrderContactsState, OrderContactsView
from tests.support.factories import car, email
from tests.support.runtime import Shop
from tests.ui.desk import Desk
from tests.ui.pipeline import running_pipeline

NEW = {
    "name": "Пётр Ильин",
    "phone": "8 916 111-22-33",
    "email": "",
    "locale": "ru",
    "kind": "person",
    "tax_number": "",
    "remark": "",
    "version": "",
}
CLIENTS = "/admin/clients"


async def entered(shop: Shop, **more: Any) -> int:
    given = {"name": "Пётр Ильин", "phone": "+79161112233", "confirmed": True, **more}
    async with shop.runtime.transaction(shop.people.administrator) as unit:
        return (await unit.services.clients.create_client(NewClient.model_validate(given))).id


async def test_a_client_is_entered_and_a_known_number_is_asked_about_once(shop: Shop, desk: Desk):
    known = await entered(shop)
    await desk.send(EditClientState, "save", f"{CLIENTS}/new", form=NEW)
    [double] = desk.pipeline.wire.last(EditClientState, "doubles")
    assert double["id"] == str(known)
    await desk.send(EditClientState, "save", f"{CLIENTS}/new", form=NEW)
    assert len(await shop.rows(User, contact_phone="+79161112233")) == 2
    assert desk.pipeline.wire.redirects[-1] == f"{CLIENTS}/{known + 1}"


async def test_another_number_than_the_one_asked_about_is_asked_about_again(shop: Shop, desk: Desk):
    await entered(shop)
    await entered(shop, phone="+79161112244")
    for phone in (NEW["phone"], "+79161112244"):
        await desk.send(EditClientState, "save", f"{CLIENTS}/new", form={**NEW, "phone": phone})
    assert len(await shop.rows(User, contact_phone="+79161112244")) == 1


async def test_what_is_wrong_with_a_new_client_stands_at_its_field(shop: Shop, desk: Desk):
    for wrong, field in (({"name": " "}, "name"), ({"phone": "1"}, "phone"), ({"email": "x"}, "email")):
        desk.pipeline.wire.clear()
        await desk.send(EditClientState, "save", f"{CLIENTS}/new", form={**NEW, **wrong})
        assert set(desk.pipeline.wire.last(EditClientState, "errors")) == {field}, wrong
    assert len(await shop.rows(User)) == 5


async def test_the_card_of_a_merged_client_leads_to_the_kept_one(shop: Shop, desk: Desk):
    kept, closed = await entered(shop), await entered(shop, name="Ильин П.")
    await desk.send(FindClientState, "search", f"{CLIENTS}/{kept}/merge", form={"client": "ильин"})
    assert {one["id"] for one in desk.pipeline.wire.last(FindClientState, "found")} == {
        str(kept),
        str(closed),
    }
    await desk.send(MergeClientsState, "load", f"{CLIENTS}/{kept}/merge?with={closed}")
    await desk.send(MergeClientsState, "merge", f"{CLIENTS}/{kept}/merge?with={closed}")
    assert desk.pipeline.wire.redirects[-1] == f"{CLIENTS}/{kept}"
    await desk.send(EditClientState, "open", f"{CLIENTS}/{closed}")
    assert desk.pipeline.wire.redirects[-1] == f"{CLIENTS}/{kept}"
    await desk.send(OrderedForState, "load", f"/admin/orders/new?client={closed}")
    assert desk.pipeline.wire.redirects[-1] == f"/admin/orders/new?client={kept}"


async def test_the_one_who_signs_in_is_kept_whichever_card_was_open(shop: Shop, desk: Desk):
    walk_in, registered = await entered(shop), shop.people.client.user_id
    await desk.send(MergeClientsState, "load", f"{CLIENTS}/{walk_in}/merge?with={registered}")
    assert desk.pipeline.wire.last(MergeClientsState, "kept")["id"] == str(registered)
    assert desk.pipeline.wire.last(MergeClientsState, "is_swapped") is True


async def contacts(shop: Shop, order_id: int, actor: Actor) -> list[str]:
    """The names of the contacts on the order's page, as ``actor`` sees it."""
    view = OrderContactsView("", f"/orders/{order_id}")
    values = await view.render(None, Viewer(actor, "ru", "Europe/Moscow", datetime.now(UTC)))
    return [one.name for one in values["contacts"]]


async def test_contacts_are_added_and_removed_and_shown_with_the_order(shop: Shop, desk: Desk):
    order = await shop.assigned_order()
    path = f"{CLIENTS}/{shop.people.client.user_id}"
    accountant = {"name": "Вера", "role": "Бухгалтер", "phone": "+74951234567", "email": ""}
    await desk.send(EditContactsState, "add", path, form=accountant)
    [contact] = await shop.rows(ClientContact)
    assert await contacts(shop, order.id, shop.people.administrator) == ["Анна Смирнова", "Вера"]
    for stranger in (shop.people.client, shop.people.mechanic):
        assert await contacts(shop, order.id, stranger) == []
    await desk.send(EditContactsState, "remove", path, contact_id=str(contact.id))
    assert await shop.rows(ClientContact) == []


async def test_an_open_order_page_tells_how_its_client_is_reached_after_a_merge_too(shop: Shop, desk: Desk):
    walk_in = await entered(shop)
    async with shop.runtime.transaction(shop.people.administrator) as unit:
        services = await unit.services.catalog.list_services()
        wish = {"service_id": services[0].id, "client_id": walk_in, **car()}
        order = await unit.services.orders.create_client_order(NewClientOrder.model_validate(wish))
    await desk.open(f"/orders/{order.id}", OrderContactsState)
    await desk.shows("Пётр Ильин")
    async with shop.runtime.transaction(shop.people.administrator) as unit:
        await unit.services.merging.merge_clients(shop.people.client.user_id, MergeCommand(client_id=walk_in))
    await shop.relay_all()
    await desk.shows("Анна Смирнова", email("client"))


async def test_a_claim_is_answered_on_the_page_of_people(shop: Shop, desk: Desk):
    await entered(shop, email=email("client"))
    async with shop.runtime.transaction(shop.people.client) as unit:
        await unit.services.claims.claim_orders(NewClaim(plate="А123ВС777"))
    await desk.send(AnswerClaimState, "load", "/admin/users")
    [claim] = desk.pipeline.wire.last(AnswerClaimState, "claims")
    await desk.send(AnswerClaimState, "answer", "/admin/users", claim_id=claim["id"], granted=False)
    assert desk.pipeline.wire.last(AnswerClaimState, "claims") == []
    async with running_pipeline() as pipeline:
        token = await shop.sign_in(shop.people.client)
        await pipeline.hydrate(token, "/orders/claim")
        await pipeline.send(ClaimOrdersState, "load", token, "/orders/claim")
        assert pipeline.wire.last(ClaimOrdersState, "state") == "refused"
        for _ in range(6):
            await pipeline.send(ClaimOrdersState, "claim_orders", token, "/orders/claim", form={"plate": "1"})
        assert "" in pipeline.wire.last(ClaimOrdersState, "errors")
