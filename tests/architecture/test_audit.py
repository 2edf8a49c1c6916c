"""Every change is audited: each command when it is run, and every service method by reading the code."""

import ast
from collections import defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import autoservice.modules
from autoservice.events.orders import OrderEvent
from autoservice.modules.catalog.inventory.schemas import Receipt, ServicePartLine
from autoservice.modules.orders.approvals.schemas import Decision, NewWork, WorkEdit, WorkWithdrawal
from autoservice.modules.orders.checklist import AnswerValue, NewAnswer
from autoservice.modules.orders.commands import (
    AddedJobs,
    Cancellation,
    OrderHold,
    OrderStep,
    Reopening,
    Scheduling,
)
from autoservice.modules.orders.discounts.schemas import OrderDiscount
from autoservice.modules.orders.models import OrderStage, TimelineEntry
from autoservice.modules.orders.new_order import NewClientOrder, NewOrder
from autoservice.modules.orders.parts.schemas import (
    NewPart,
    PartChange,
    PartOrder,
    PartReturn,
    PartStep,
    UsualParts,
)
from autoservice.modules.orders.promises.schemas import OrderPromise
from autoservice.modules.orders.schemas import OrderView
from autoservice.modules.orders.tracking.schemas import NewLink
from autoservice.modules.orders.workflow import HoldReason
from autoservice.modules.progress.pictures.processing import process_photo
from autoservice.modules.progress.schemas import NewComment, StageHold, StageStep
from autoservice.modules.progress.talk.schemas import NewOrderMessage
from autoservice.shared.access import SYSTEM
from autoservice.shared.audit import AuditEntry
from autoservice.shared.outbox import DeadLetter, OutboxMessage
from autoservice.shared.request_context import RequestContext, in_request_context
from autoservice.wiring.services import Services
from tests.support.factories import car, jpeg
from tests.support.inventory import item
from tests.support.runtime import MovableClock, Shop

STEP = StageStep()
PART_STEP = PartStep()
# A reason in people's words, which is nobody's business but the order's.
WHY = "Скрип остался, звонил Козлов."
TOMORROW = (datetime.now(UTC) + timedelta(days=1)).date()
WORK = NewWork(name="Скрип: заменить втулки", price_minor=100)
SAID = NewOrderMessage(text="Скрип слышал Козлов.")
HOLD = StageHold(reason=HoldReason.PARTS, remark="Скрип: Козлов ждёт колодки.")
# What belongs to the writing itself: to be audited, something else must have changed.
BOOKKEEPING = {"audit_entry", "audit_head", "outbox_message"}
# Facts beside the order's own: about its car, and about the stock.
OTHER_ACTIONS = {
    "vehicle_added",
    "vehicle_changed",
    "inventory_item_added",
    "service_parts_changed",
    "stock_received",
    "stock_reserved",
    "stock_released",
}


@dataclass(frozen=True)
class Command:
    """A command on an order whose stages are all the mechanic's, who runs it, and what must be audited."""

    who: str
    actions: tuple[str, ...]
    run: Callable[[Services, OrderView], Awaitable[Any]]


def order_for(plate: str) -> NewOrder:
    return NewOrder.model_validate({"service_id": 1, **car(plate)})


def promise(services: Services, days: int) -> OrderPromise:
    """A promise for noon of a day to come."""
    day = services.orders._unit.now + timedelta(days=days)
    return OrderPromise.model_validate({"at": day.strftime("%Y-%m-%dT12:00"), "reason": "parts"})


async def find_work(services: Services, order: OrderView) -> int:
    return (await services.orders.get_order(order.id)).jobs[-1].id


async def decide(services: Services, order: OrderView, command: Any, version: int) -> None:
    decision = Decision(version=version, price_minor=100, remark="Смирнова сказала по телефону.")
    await command(order.id, await find_work(services, order), decision)


async def change_work(services: Services, order: OrderView) -> None:
    edit = WorkEdit.model_validate({**WORK.model_dump(), "version": 1})
    await services.proposals.edit_work(order.id, await find_work(services, order), edit)


async def withdraw_work(services: Services, order: OrderView) -> None:
    job_id = await find_work(services, order)
    await services.proposals.withdraw_work(order.id, job_id, WorkWithdrawal(version=2))


async def give_all_to_another(services: Services, order: OrderView) -> None:
    """Take the order from its mechanic; the next command gives the first stage back."""
    mechanics = await services.directory.list_mechanics()
    another = next(one for one in mechanics if one.id != order.stages[0].mechanic_id)
    await services.assignment.assign_order(order.id, another.id)


async def attach_photo(services: Services, order: OrderView) -> None:
    """Add a photo to the first stage."""
    files = await services.progress.store_photo(order.id, process_photo(jpeg()))
    await services.progress.attach_photo(order.id, order.stages[0].id, files, published=False)


async def add_request_photo(services: Services, order: OrderView) -> None:
    """Add a photo to the request."""
    files = await services.request_photos.prepare_photo(order.id, jpeg())
    await services.request_photos.add_request_photo(order.id, files)


async def add_work_photo(services: Services, order: OrderView) -> None:
    """Add a photo to the proposed work."""
    job_id = await find_work(services, order)
    files = await services.work_photos.prepare_photo(order.id, job_id, jpeg())
    await services.work_photos.add_work_photo(order.id, job_id, files)


async def withdraw_work_photo(services: Services, order: OrderView) -> None:
    """Take the last photo of the order back, which is of the proposed work."""
    tracked = await services.progress.track_order(order.id)
    job_id = await find_work(services, order)
    await services.withdrawal.withdraw_work_photo(order.id, job_id, tracked.attachments[-1].id)


async def reserve_received(services: Services, order: OrderView) -> None:
    """Add a part that is needed, and reserve it once it is there."""
    oil = await services.inventory.create_item(item())
    part_id = await services.order_parts.add_part(order.id, NewPart(item_id=oil.id))
    receipt = Receipt(kind="receipt", quantity=Decimal(1), unit_cost_minor=100)
    await services.stock.add_movement(oil.id, receipt)
    await services.order_parts.reserve_part(order.id, part_id, PART_STEP)


async def add_usual_parts(services: Services, order: OrderView) -> None:
    """Let the order's service take an item by default, and add it."""
    belt = await services.inventory.create_item(item(article="6PK 1823"))
    line = ServicePartLine(item_id=belt.id, quantity=Decimal(1))
    await services.service_parts.set_parts(order.jobs[0].service_id or 0, [line])
    await services.order_parts.add_usual_parts(order.id, UsualParts())


async def answer_checklist(services: Services, order: OrderView) -> None:
    """Give the third stage a checklist of one item, and answer that."""
    stage = await services.orders._unit.session.get_one(OrderStage, order.stages[2].id)
    stage.checklist = [{"ru": "Болты", "en": "Bolts"}]
    await services.checklists.answer_item(order.id, stage.id, 1, NewAnswer(value=AnswerValue.OK))


# In the order in which one order can live through all of them.
COMMANDS = {
    "order for a new car": Command(
        "client",
        ("vehicle_added", "order_created"),
        lambda services, _: services.orders.create_order(order_for("О001ОО77")),
    ),
    "order for a known car": Command(
        "client",
        ("order_created",),
        lambda services, _: services.orders.create_order(order_for("А123ВС777")),
    ),
    "order for a car of another make": Command(
        "client",
        ("vehicle_changed", "order_created"),
        lambda services, _: services.orders.create_order(
            order_for("А123ВС777").model_copy(update={"make": "Kia"})
        ),
    ),
    "order for a client": Command(
        "administrator",
        ("vehicle_added", "order_created"),
        lambda services, order: services.orders.create_client_order(
            NewClientOrder(client_id=order.client_id, **order_for("О002ОО77").model_dump())
        ),
    ),
    "assign an order": Command(
        "administrator",
        ("mechanic_assigned",),
        lambda services, order: give_all_to_another(services, order),
    ),
    "assign a stage": Command(
        "administrator",
        ("mechanic_assigned",),
        lambda services, order: services.assignment.assign_stage(
            order.id, order.stages[0].id, order.stages[0].mechanic_id or 0
        ),
    ),
    "take a stage away": Command(
        "administrator",
        ("mechanic_unassigned",),
        lambda services, order: services.assignment.assign_stage(order.id, order.stages[-1].id, None),
    ),
    "plan the day": Command(
        "administrator",
        ("order_scheduled",),
        lambda services, order: services.order_life.schedule_order(order.id, Scheduling(day=TOMORROW)),
    ),
    "take the car in": Command(
        "mechanic",
        ("stage_completed", "status_changed", "order_checked_in"),
        lambda services, order: services.order_life.check_in_order(order.id, OrderStep()),
    ),
    "take that back": Command(
        "mechanic",
        ("stage_completion_undone", "status_changed"),
        lambda services, order: services.undo.undo_step(order.id, order.stages[0].id, STEP),
    ),
    "start a stage": Command(
        "mechanic",
        ("stage_started", "status_changed"),
        lambda services, order: services.progress.start_stage(order.id, order.stages[0].id, STEP),
    ),
    "take a start back": Command(
        "mechanic",
        ("stage_start_undone", "status_changed"),
        lambda services, order: services.undo.undo_step(order.id, order.stages[0].id, STEP),
    ),
    "start it again": Command(
        "mechanic",
        ("stage_started", "status_changed"),
        lambda services, order: services.progress.start_stage(order.id, order.stages[0].id, STEP),
    ),
    "comment": Command(
        "mechanic",
        ("comment_added",),
        lambda services, order: services.progress.add_comment(
            order.id, order.stages[0].id, NewComment(text="Скрип найден.", published=True)
        ),
    ),
    "attach a photo": Command(
        "mechanic",
        ("photo_added",),
        attach_photo,
    ),
    "write to the client": Command(
        "mechanic",
        ("shop_wrote",),
        lambda services, order: services.talk.write_message(order.id, SAID),
    ),
    "write to the shop": Command(
        "client",
        ("client_wrote",),
        lambda services, order: services.talk.write_message(order.id, SAID),
    ),
    "take a message back": Command(
        "client",
        ("message_withdrawn",),
        lambda services, order: services.talk.withdraw_message(order.id, 2),
    ),
    "take a comment back": Command(
        "mechanic",
        ("comment_withdrawn",),
        lambda services, order: services.withdrawal.withdraw_comment(order.id, order.stages[0].id, 1),
    ),
    "take a photo back in the mechanic's place": Command(
        "administrator",
        ("photo_withdrawn",),
        lambda services, order: services.withdrawal.withdraw_photo(order.id, order.stages[0].id, 1),
    ),
    "add a photo to the request": Command(
        "client",
        ("request_photo_added",),
        add_request_photo,
    ),
    "take a photo of the request back in the client's place": Command(
        "administrator",
        ("request_photo_withdrawn",),
        lambda services, order: services.withdrawal.withdraw_request_photo(order.id, 2),
    ),
    "put a stage on hold": Command(
        "mechanic",
        ("stage_blocked", "status_changed"),
        lambda services, order: services.progress.block_stage(order.id, order.stages[0].id, HOLD),
    ),
    "resume a stage": Command(
        "mechanic",
        ("stage_resumed", "status_changed"),
        lambda services, order: services.progress.resume_stage(order.id, order.stages[0].id, STEP),
    ),
    "promise an order": Command(
        "mechanic",
        ("promise_made",),
        lambda services, order: services.promises.promise_order(order.id, promise(services, 5)),
    ),
    "promise it for later": Command(
        "administrator",
        ("promise_moved",),
        lambda services, order: services.promises.promise_order(order.id, promise(services, 6)),
    ),
    "complete a stage": Command(
        "mechanic",
        ("stage_completed",),
        lambda services, order: services.progress.complete_stage(order.id, order.stages[0].id, STEP),
    ),
    "take a completion back": Command(
        "mechanic",
        ("stage_completion_undone",),
        lambda services, order: services.undo.undo_step(order.id, order.stages[0].id, STEP),
    ),
    "complete it again": Command(
        "mechanic",
        ("stage_completed",),
        lambda services, order: services.progress.complete_stage(order.id, order.stages[0].id, STEP),
    ),
    "complete a stage in the mechanic's place": Command(
        "administrator",
        ("stage_completed", "status_changed"),
        lambda services, order: services.progress.complete_stage(order.id, order.stages[1].id, STEP),
    ),
    "put an order on hold": Command(
        "administrator",
        ("order_held", "status_changed"),
        lambda services, order: services.order_life.hold_order(order.id, OrderHold(reason=HoldReason.BAY)),
    ),
    "resume an order": Command(
        "administrator",
        ("order_resumed", "status_changed"),
        lambda services, order: services.order_life.resume_order(order.id, OrderStep()),
    ),
    "answer an item of a checklist": Command(
        "administrator", ("checklist_answered",), lambda services, order: answer_checklist(services, order)
    ),
    "skip a stage": Command(
        "administrator",
        ("stage_skipped", "status_changed"),
        lambda services, order: services.reopening.skip_stage(order.id, order.stages[2].id, WHY, None),
    ),
    "take the skip back": Command(
        "administrator",
        ("stage_skip_undone", "status_changed"),
        lambda services, order: services.undo.undo_step(order.id, order.stages[2].id, STEP),
    ),
    "skip it again": Command(
        "administrator",
        ("stage_skipped", "status_changed"),
        lambda services, order: services.reopening.skip_stage(order.id, order.stages[2].id, WHY, None),
    ),
    "reopen a stage": Command(
        "administrator",
        ("stage_reopened", "status_changed"),
        lambda services, order: services.reopening.reopen_stage(order.id, order.stages[2].id, WHY, None),
    ),
    "complete a reopened stage": Command(
        "administrator",
        ("stage_completed", "status_changed"),
        lambda services, order: services.progress.complete_stage(order.id, order.stages[2].id, STEP),
    ),
    "hand the car over": Command(
        "administrator",
        ("stage_completed", "status_changed", "order_delivered"),
        lambda services, order: services.order_life.deliver_order(order.id, OrderStep()),
    ),
    "reopen an order": Command(
        "administrator",
        ("order_reopened", "status_changed"),
        lambda services, order: services.reopening.reopen_order(
            order.id, Reopening(reason=WHY, comeback=True, stage_ids=[order.stages[2].id])
        ),
    ),
    "give a discount": Command(
        "administrator",
        ("order_discounted",),
        lambda services, order: services.discounts.discount_order(
            order.id, OrderDiscount(basis_points=1000, reason="Козлов привёл соседа")
        ),
    ),
    "add a service": Command(
        "administrator",
        ("job_added",),
        lambda services, order: services.order_jobs.add_jobs(
            order.id, AddedJobs(service_ids=[2], remark="Козлов попросил")
        ),
    ),
    "add a part": Command(
        "mechanic",
        ("part_added",),
        lambda services, order: services.order_parts.add_part(order.id, NewPart(name="Шланг Козлова")),
    ),
    "change a part": Command(
        "mechanic",
        ("part_changed",),
        lambda services, order: services.order_parts.change_part(
            order.id, 1, PartChange(version=1, quantity=Decimal(2))
        ),
    ),
    "order a part": Command(
        "mechanic",
        ("part_ordered",),
        lambda services, order: services.order_parts.order_part(order.id, 1, PartOrder(supplier="ИП Козлов")),
    ),
    "let a part arrive": Command(
        "mechanic",
        ("part_arrived",),
        lambda services, order: services.order_parts.arrive_part(order.id, 1, PART_STEP),
    ),
    "issue a part": Command(
        "mechanic",
        ("part_issued",),
        lambda services, order: services.order_parts.issue_part(order.id, 1, PART_STEP),
    ),
    "return a part": Command(
        "mechanic",
        ("part_returned",),
        lambda services, order: services.order_parts.return_part(
            order.id, 1, PartReturn(reason="Козлов передумал")
        ),
    ),
    "add another part": Command(
        "mechanic",
        ("part_added",),
        lambda services, order: services.order_parts.add_part(order.id, NewPart(name="Хомут")),
    ),
    "remove a part": Command(
        "mechanic",
        ("part_removed",),
        lambda services, order: services.order_parts.remove_part(order.id, 2),
    ),
    "reserve a part that the stock has received": Command(
        "administrator",
        ("inventory_item_added", "part_added", "stock_received", "stock_reserved", "part_reserved"),
        lambda services, order: reserve_received(services, order),
    ),
    "add the usual parts": Command(
        "administrator",
        ("inventory_item_added", "service_parts_changed", "part_added"),
        lambda services, order: add_usual_parts(services, order),
    ),
    "share an order": Command(
        "client",
        ("tracking_link_created",),
        lambda services, order: services.tracking_links.create_link(order.id, NewLink()),
    ),
    "revoke a link": Command(
        "administrator",
        ("tracking_link_revoked",),
        lambda services, order: services.tracking_links.revoke_link(order.id, 1),
    ),
    "propose work": Command(
        "mechanic",
        ("work_proposed",),
        lambda services, order: services.proposals.propose_work(order.id, WORK),
    ),
    "add a photo to proposed work": Command(
        "mechanic",
        ("work_photo_added",),
        add_work_photo,
    ),
    "take a photo of proposed work back in the mechanic's place": Command(
        "administrator",
        ("work_photo_withdrawn",),
        withdraw_work_photo,
    ),
    "decline work": Command(
        "client",
        ("work_declined",),
        lambda services, order: decide(services, order, services.decisions.decline_work, 1),
    ),
    "change what was declined": Command(
        "mechanic",
        ("work_edited",),
        lambda services, order: change_work(services, order),
    ),
    "approve work in the client's name": Command(
        "administrator",
        ("work_approved",),
        lambda services, order: decide(services, order, services.decisions.approve_work, 2),
    ),
    "withdraw what was approved": Command(
        "administrator",
        ("work_withdrawn",),
        lambda services, order: withdraw_work(services, order),
    ),
    "cancel an order": Command(
        "administrator",
        ("order_cancelled", "status_changed", "stock_released", "part_removed", "part_removed"),
        lambda services, order: services.order_life.cancel_order(order.id, Cancellation(reason=WHY)),
    ),
    "replay a dead letter": Command(
        "administrator",
        ("dead_letter_replayed",),
        lambda services, _: services.admin.replay_dead_letter(1),
    ),
}


async def add_dead_letter(shop: Shop) -> None:
    async with shop.runtime.transaction(SYSTEM) as unit:
        unit.session.add(
            DeadLetter(
                event_id="1" * 32,
                event="order_created",
                reaction="push_order_changed",
                payload={"order_id": 1},
                created_at=unit.now,
                died_at=unit.now,
            )
        )


@dataclass(frozen=True)
class Trace:
    """What one command left behind."""

    entries: list[AuditEntry]
    events: set[str]
    changed: set[str]


async def run(shop: Shop, name: str, order: OrderView) -> Trace:
    """Run a command as a request of its own."""
    before, enqueued = await shop.everything(), len(await shop.rows(OutboxMessage))
    command = COMMANDS[name]
    with in_request_context(RequestContext("203.0.113.7", "tests", name)):
        async with shop.runtime.transaction(getattr(shop.people, command.who)) as unit:
            await command.run(unit.services, order)
    after = await shop.everything()
    return Trace(
        entries=list(await shop.rows(AuditEntry, request_id=name)),
        events={message.event for message in (await shop.rows(OutboxMessage))[enqueued:]},
        changed={table for table, rows in after.items() if rows != before[table]} - BOOKKEEPING,
    )


async def test_every_command_leaves_its_entries_with_who_what_when_and_from_where(
    shop: Shop, clock: MovableClock
):
    order = await shop.assigned_order()
    await add_dead_letter(shop)
    for name, command in COMMANDS.items():
        clock.forward(seconds=1)
        trace = await run(shop, name, order)
        assert trace.changed, name
        assert tuple(entry.action for entry in trace.entries) == command.actions, name
        actor = getattr(shop.people, command.who)
        for entry in trace.entries:
            kind, _, number = entry.subject.partition(":")
            assert (kind.isidentifier(), number.isdigit()) == (True, True), entry.subject
            assert (entry.actor_id, entry.actor_role) == (actor.user_id, actor.role.value)
            assert (entry.at, entry.address) == (clock.now, "203.0.113.7")


async def test_a_fact_has_one_name_in_timeline_audit_log_and_outbox(shop: Shop):
    order = await shop.assigned_order()
    await add_dead_letter(shop)
    seen = set()
    for name in COMMANDS:
        before = len(await shop.rows(TimelineEntry))
        trace = await run(shop, name, order)
        kinds = {entry.kind for entry in (await shop.rows(TimelineEntry))[before:]}
        actions = {entry.action for entry in trace.entries}
        if name != "replay a dead letter":
            assert trace.events - OTHER_ACTIONS == kinds == actions - OTHER_ACTIONS, name
        seen |= trace.events - OTHER_ACTIONS
    # What the program finds out by itself has tests of its own.
    assert seen | {"promise_slipped"} == {event.name for event in below(OrderEvent) if event.name}


def below(family: type[OrderEvent]) -> set[type[OrderEvent]]:
    return {found for event in family.__subclasses__() for found in {event, *below(event)}}


async def test_an_override_names_whom_it_passed_over(shop: Shop):
    order = await shop.assigned_order()
    stage = order.stages[0]
    async with shop.runtime.transaction(shop.people.administrator) as unit:
        await unit.services.progress.complete_stage(order.id, stage.id, STEP)
    [entry] = await shop.rows(AuditEntry, action="stage_completed")
    assert entry.before == {"state": "assigned"}
    assert entry.after == {
        "order_id": order.id,
        "state": "done",
        "instead_of": shop.people.mechanic.user_id,
    }


async def test_the_mechanics_own_step_is_no_override(shop: Shop):
    order = await shop.complete(await shop.assigned_order())
    [entry] = await shop.rows(AuditEntry, action="stage_completed")
    assert entry.after == {"order_id": order.id, "state": "done"}


PERSONAL = ("Смирнова", "Козлов", "Волкова", "@example.com", "А123ВС777", "Скрип", "Vesta", "Lada", "Kia")


async def test_no_entry_says_anything_about_a_person_that_might_have_to_be_erased(shop: Shop):
    order = await shop.assigned_order()
    await add_dead_letter(shop)
    for name in COMMANDS:
        await run(shop, name, order)
    for entry in await shop.rows(AuditEntry):
        said = str(entry.model_dump())
        assert [word for word in PERSONAL if word in said] == [], entry.action


# Service methods that write no entry, because they change nothing that anybody decided.
READS = {
    "AdminService": "list_audit list_dead_letters",
    "AssignmentService": "count_open_stages",
    "BoardService": "read_board read_load",
    "ClaimsService": "get_claim list_claims",
    "ClientsService": "find_doubles get_client list_clients",
    "DashboardService": "read_dashboard",
    "ReportsService": "export_report read_report",
    "MergingService": "preview_merge",
    "CatalogService": "get_service get_services_to_order list_categories list_services",
    "CatalogEditingService": "get_parts get_removal get_row list_choices list_rows list_table read_cells",
    "CategoriesService": "get_row list_rows list_table read_cells",
    "DeliveryLogService": "list_channels list_deliveries",
    "DirectoryService": "get_mechanic get_names list_mechanics list_users lock_client",
    "DecisionsService": "list_declined",
    "InventoryService": "get_item list_items read_cells",
    "NotificationsService": "read_mailbox",
    "TextsService": "get_text list_table list_texts preview_text read_cells",
    "OrderPartsService": "get_part lacks_usual_parts list_parts",
    "MechanicsService": "get_skills list_known_skills list_skills suggest_for_order suggest_mechanics",
    "OpeningHoursService": "get_opening_hours",
    "OrdersService": "get_audiences get_numbers get_order get_orders list_orders",
    "PromisesService": "find_slips",
    "MessagesService": "count_unread export_messages list_messages",
    "NotificationPreferencesService": "export_notifications get_notifications",
    "PushService": "get_push",
    "OwnOrdersService": "check_nothing_open export_orders",
    "FeedService": "read start",
    "ProfileService": "me",
    "ProgressService": "get_attachment get_comment get_timeline open_photo track_order",
    "RequestPhotosService": "export_photos",
    "ServicePartsService": "parts_of",
    "StockCountsService": "get_count list_counts list_lines read_cells",
    "StockService": "get_movement list_movements",
    "SheetsService": "export_sheet find_import get_import",
    "VehiclesService": "export_vehicles get_vehicle list_vehicles",
    "TrackingLinksService": "list_links open_link",
    "VisitsService": "find_news is_recorded",
    "TalkService": "count_unread export_messages find_earlier get_message list_messages open_talk",
    "RepairTemplatesService": "get_removal get_template list_stages list_templates",
    "TemplateCellsService": "read_cells",
    "TemplateDraftsService": "get_draft read_cells",
    "TemplateVersionsService": "compare_versions get_usage get_version list_versions",
    "InvitationsService": "list_invitations",
    "SecondFactorService": "get_second_factor",
    "SessionsService": "list_sessions",
}
CHECKS = {
    "NotificationPreferencesService": "check_trial",
    "TextsService": "check_trial",
    "ProgressService": "check_attach prepare_photo store_photo",
    "RequestPhotosService": "check_order prepare_photo",
    "WorkPhotosService": "check_work prepare_photo",
    "ClaimsService": "check_claim",
    "ServicePicturesService": "get_picture open_picture prepare_picture store_picture",
    "SheetsService": "prepare_file prepare_import",
}
# They follow an event whose command was audited, or throw away what has run out.
REACTIONS_AND_CHORES = {
    "AccountEmailsService": (
        "compose_claim_answer compose_email_change compose_email_changed compose_farewell compose_invitation "
        "compose_password_changed compose_password_reset compose_registration compose_second_factor_changed"
    ),
    "ContactsService": (
        "clear_unreachable find_administrators find_recipients get_account get_email_change get_erased "
        "get_invitation get_password_reset get_registration get_replaced_email mark_unreachable"
    ),
    "TextsService": "compose_trial",
    "PhoneContactsService": "get_password_reset get_phone_confirmation get_registration",
    # What the provider does with a message is in the log of deliveries.
    "TextMessagesService": (
        "begin_delivery begin_password_reset begin_phone_confirmation begin_registration find_unknown purge "
        "record_failed record_refused record_sent repeat take_back_repeat take_status"
    ),
    "SessionsService": "purge",
    # A preview is nobody else's and changes nothing; what is applied is audited.
    "SheetsService": "add_import change_import discard_import purge",
    "NotificationsService": "find_order_topics",
    "PlanningService": "plan_deliveries",
    # What somebody has read concerns nobody else.
    "MessagesService": "deliver_message forget_messages purge read_messages",
    # Replaying a dead letter is audited.
    "DeliveryLogService": "revive_delivery",
    "DeliveriesService": (
        "compose_email drop purge record_failed record_postponed record_sent record_undeliverable"
    ),
    "MailHealthService": "record_accepted record_unknown",
    # The browser has ended a subscription, or the session is over.
    "PushService": (
        "compose_push drop_push end_subscription purge record_push_failed record_push_sent spread_push"
    ),
    # A part of the erasure, which is audited.
    "NotificationPreferencesService": "forget_notifications",
    "WithdrawalService": "find_withdrawn_files",
    "StoredFilesService": "find_unnamed",
    # A part of the erasure, which is audited.
    "DecisionsService": "forget_origins",
    "VehiclesService": "forget_vehicles",
    "ClaimsService": "forget_claims",
    # Who has looked at their own order when concerns nobody else.
    "VisitsService": "forget_visits record_visit",
    # How far somebody has read concerns nobody else; forgetting is a part of the erasure.
    "TalkService": "forget_talk read_messages",
    # What somebody types is theirs alone until they save it.
    "TemplateDraftsService": (
        "add_stage drop_draft edit_cells forget_drafts move_stage rebase_draft remove_stage restore_stage"
    ),
}


def not_audited_on_purpose() -> set[str]:
    groups = (READS, CHECKS, REACTIONS_AND_CHORES)
    return {
        f"{service}.{name}" for group in groups for service, names in group.items() for name in names.split()
    }


Function = ast.FunctionDef | ast.AsyncFunctionDef


class Code:
    """What the functions of all modules call: those of ``self`` by their class, others by name alone."""

    def __init__(self, folder: Path) -> None:
        self._calls: dict[str, set[str]] = defaultdict(set)
        self.commands: set[str] = set()
        for file in folder.rglob("*.py"):
            tree = ast.parse(file.read_text(encoding="utf-8"))
            self._note_functions(tree.body, "")
            for node in tree.body:
                if isinstance(node, ast.ClassDef):
                    self._note_functions(node.body, node.name)
                    self.commands |= {f"{node.name}.{name}" for name in commands_in(node)}

    def _note_functions(self, body: list[ast.stmt], owner: str) -> None:
        for node in body:
            if isinstance(node, Function):
                calls = {name_of(call, owner) for call in ast.walk(node) if isinstance(call, ast.Call)}
                for name in (node.name, f"{owner}.{node.name}"):
                    self._calls[name] |= calls

    def leads_to(self, name: str, *goals: str) -> bool:
        """Whether a function of that name, or one that it calls, and so on, calls one of ``goals``."""
        reached, waiting = set(), [name]
        while waiting:
            current = waiting.pop()
            calls = self._calls.get(current, set())
            if not calls.isdisjoint(goals):
                return True
            reached.add(current)
            waiting.extend(calls & self._calls.keys() - reached)
        return False


def name_of(call: ast.Call, owner: str) -> str:
    function = call.func
    if not isinstance(function, ast.Attribute):
        return getattr(function, "id", "")
    of_self = isinstance(function.value, ast.Name) and function.value.id == "self"
    return f"{owner}.{function.attr}" if of_self else function.attr


def commands_in(node: ast.ClassDef) -> list[str]:
    """The public methods of a service; none of any other class."""
    if not any(isinstance(base, ast.Name) and base.id == "Service" for base in node.bases):
        return []
    return [one.name for one in node.body if isinstance(one, Function) and not one.name.startswith("_")]


@pytest.fixture(scope="module")
def code() -> Code:
    return Code(Path(autoservice.modules.__path__[0]))


def test_every_service_method_is_audited_or_said_to_change_nothing(code: Code):
    silent = {command for command in code.commands if not code.leads_to(command, "audit", "record")}
    assert silent == not_audited_on_purpose()


def test_every_service_method_that_tells_of_a_fact_audits_it_too(code: Code):
    notification = {command for command in code.commands if code.leads_to(command, "emit", "record")}
    assert len(notification) > 10
    # A draft is no fact: only the pages that show it are told.
    drafts = {command for command in notification if command.startswith("TemplateDraftsService.")}
    # Nor is what is planned to be sent: it follows from a fact.
    plans = {
        "PlanningService.plan_deliveries",
        "PushService.spread_push",
        "DeliveryLogService.revive_delivery",
        "MessagesService.deliver_message",
        "MessagesService.read_messages",
        "TalkService.read_messages",
    }
    # Nor that it could not be sent.
    failures = {
        "DeliveriesService.record_failed",
        "DeliveriesService.record_undeliverable",
        "PushService.record_push_failed",
        "MailHealthService.record_accepted",
        "MailHealthService.record_unknown",
    } | {
        f"TextMessagesService.{name}" for name in ("record_failed", "record_refused", "repeat", "take_status")
    }
    assert (notification - drafts - plans - failures) & not_audited_on_purpose() == set()
