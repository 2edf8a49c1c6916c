"""What was said and shown under a stage: little with every change, the rest for those who ask."""

from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from autoservice.modules.orders.approvals.rules import JobAction
from autoservice.modules.orders.jobs import JobKind, JobState
from autoservice.modules.orders.schemas import JobView, OrderView
from autoservice.modules.orders.status import OrderAction
from autoservice.modules.orders.workflow import OrderStatus
from autoservice.modules.progress.schemas import (
    AttachmentView,
    CommentView,
    NewComment,
    News,
    TrackedOrder,
    WithdrawnReport,
)
from autoservice.shared.access import Actor, Role
from autoservice.ui.current import Viewer
from autoservice.ui.entities.stage.albums import request_photos, work_photos
from autoservice.ui.entities.stage.news import news_view_model
from autoservice.ui.entities.stage.reports import (
    COMMENTS_BUDGET,
    NEWEST_COMMENTS,
    NEWEST_PHOTOS,
    PHOTOS_BUDGET,
    PREVIEW_LENGTH,
    all_reports,
    newest_reports,
)
from autoservice.ui.widgets.order_tracker import OlderReportsState
from tests.support.databases import Databases
from tests.support.runtime import MovableClock, Shop, opened_shop
from tests.ui.pipeline import running_pipeline

VIEWER = Viewer(Actor(Role.CLIENT, 1), "ru", "Europe/Moscow")
NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)


@pytest_asyncio.fixture
async def shop(sqlite_databases: Databases, tmp_path: Path, clock: MovableClock) -> AsyncIterator[Shop]:
    """A shop on SQLite: nothing here depends on the database."""
    with sqlite_databases.fresh() as url:
        async with opened_shop(url, tmp_path, clock=clock) as opened:
            yield opened


def comment(id: int, stage_id: int = 1, text: str = "Готово.") -> CommentView:
    return CommentView(
        id=id, stage_id=stage_id, author_id=3, author_name="И.", text=text, published=True, created_at=NOON
    )


def photo(id: int, stage_id: int | None = 1, job_id: int | None = None) -> AttachmentView:
    size = {"width": 1, "height": 1, "size": 1}
    who = {"author_id": 3, "author_name": "И."}
    return AttachmentView(
        id=id,
        order_id=1,
        stage_id=stage_id,
        job_id=job_id,
        published=True,
        created_at=NOON,
        **size,
        **who,
    )


def tracked(comments: list[CommentView], photos: list[AttachmentView] | None = None) -> TrackedOrder:
    # Reports are drawn of comments and photos alone.
    order: Any = None  # Reports are drawn of comments and photos alone.
    return TrackedOrder.model_construct(order=order, comments=comments, attachments=photos or [])


def test_a_stage_shows_its_newest_in_their_order():
    row = newest_reports(tracked([comment(id) for id in range(1, 11)]), VIEWER)["1"]
    assert [one.number for one in row.comments] == [8, 9, 10]
    assert (row.hidden_comment, row.last_comment) == (10 - NEWEST_COMMENTS, 10)
    assert row.summary == "10 комментариев"


def test_few_are_all_there():
    row = newest_reports(tracked([comment(1)], [photo(1), photo(2)]), VIEWER)["1"]
    assert (row.hidden_comment, row.hidden_photo) == (0, 0)
    assert row.summary == "1 комментарий, 2 фотографии"


def test_what_was_taken_back_keeps_its_number_and_the_others_theirs():
    order = tracked([comment(1), comment(3)], [photo(2), photo(4)])
    order.withdrawn_comments = [WithdrawnReport(id=2, stage_id=1, published=True)]
    order.withdrawn_attachments = [WithdrawnReport(id=id, stage_id=1, published=True) for id in (1, 3)]
    row = newest_reports(order, VIEWER)["1"]
    assert [one.number for one in row.comments] == [1, 3]
    assert [one.number for one in row.photos] == [2, 4]
    assert (row.gone_comments, row.last_comment, row.gone_photos, row.last_photo) == ([2], 3, [1, 3], 4)
    assert row.summary == "2 комментария, 2 фотографии"


def test_a_long_remark_is_shortened_and_says_so():
    row = newest_reports(tracked([comment(1, text="я" * 501), comment(2)]), VIEWER)["1"]
    assert len(row.comments[0].text) == PREVIEW_LENGTH
    assert row.hidden_comment == 1


def test_stages_share_a_budget_and_the_newest_come_first():
    text = "щ" * PREVIEW_LENGTH
    rows = newest_reports(tracked([comment(id, stage_id=id, text=text) for id in range(1, 10)]), VIEWER)
    shown = [stage for stage, row in rows.items() if row.comments]
    assert shown == ["6", "7", "8", "9"]
    assert len(shown) * len(text.encode()) <= COMMENTS_BUDGET
    assert rows["1"].hidden_comment == 1


def test_photos_have_a_budget_too():
    photos = [photo(id, stage_id=1 + id % 5) for id in range(1, 101)]
    rows = newest_reports(tracked([], photos), VIEWER)
    assert max(len(row.photos) for row in rows.values()) <= NEWEST_PHOTOS
    assert sum(len(row.photos) for row in rows.values()) == PHOTOS_BUDGET
    assert sum(row.last_photo for row in rows.values()) == len(photos)


def test_everything_of_a_stage_is_whole():
    texts = ["я" * 2000, *(["Готово."] * 20)]
    order = tracked([comment(id, text=text) for id, text in enumerate(texts, 1)], [photo(1), photo(2, 2)])
    row = all_reports(order, 1, VIEWER)
    assert [one.text for one in row.comments] == texts
    assert [one.url for one in row.photos] == ["/api/attachments/1"]
    assert (row.hidden_comment, row.hidden_photo) == (0, 0)


def order_at(status: str, *actions: OrderAction, jobs: Sequence[JobView] = ()) -> Any:
    view: Any = OrderView
    return view.model_construct(id=7, status=OrderStatus(status), actions=list(actions), jobs=list(jobs))


def work(id: int, state: str, *actions: JobAction) -> Any:
    view: Any = JobView
    return view.model_construct(id=id, kind=JobKind.EXTRA_WORK, state=JobState(state), actions=list(actions))


def test_the_photos_of_a_request_are_all_there_and_none_of_a_stage():
    photos = [photo(1, stage_id=None), photo(2), photo(4, stage_id=None)]
    gone = [WithdrawnReport(id=3, stage_id=None, published=True)]
    order = tracked([], photos)
    order.withdrawn_attachments = gone
    order.order = order_at("requested", OrderAction.ADD_PHOTO)
    row = request_photos(order, VIEWER)
    assert [one.url for one in row.photos] == ["/api/attachments/1", "/api/attachments/4"]
    assert [one.number for one in row.photos] == [1, 3]
    assert (row.gone_photos, row.last_photo, row.left, row.url) == ([2], 3, 3, "/api/orders/7")
    assert [len(one.photos) for one in newest_reports(order, VIEWER).values()] == [1]


def test_the_photos_of_extra_work_are_by_its_id_and_none_of_the_request():
    photos = [photo(1, stage_id=None), photo(2, stage_id=None, job_id=5), photo(4, stage_id=None, job_id=5)]
    order = tracked([], photos)
    order.withdrawn_attachments = [WithdrawnReport(id=3, stage_id=None, job_id=5, published=True)]
    jobs = [work(5, "proposed", JobAction.ADD_PHOTO), work(6, "proposed", JobAction.ADD_PHOTO)]
    order.order = order_at("in_progress", jobs=[*jobs, work(8, "approved")])
    albums = work_photos(order, VIEWER)
    assert albums.keys() == {"5", "6"}
    assert [(one.url, one.number) for one in albums["5"].photos] == [
        ("/api/attachments/2", 1),
        ("/api/attachments/4", 3),
    ]
    assert (albums["5"].gone_photos, albums["5"].last_photo, albums["5"].left) == ([2], 3, 3)
    assert (albums["6"].photos, albums["6"].left, albums["6"].url) == ([], 5, "/api/orders/7/jobs/6")
    assert [one.id for one in request_photos(order, VIEWER).photos] == ["1"]
    assert newest_reports(order, VIEWER) == {}


@pytest.mark.parametrize(
    ("author", "state", "can"), [(3, "proposed", True), (3, "approved", False), (1, "proposed", False)]
)
def test_a_mechanic_takes_their_own_back_while_the_work_is_only_proposed(author: int, state: str, can: bool):
    sent = photo(1, stage_id=None, job_id=5).model_copy(update={"author_id": author})
    order = tracked([], [sent])
    order.order = order_at("in_progress", jobs=[work(5, state)])
    mechanic = Viewer(Actor(Role.MECHANIC, 3), "ru", "Europe/Moscow")
    [shown] = work_photos(order, mechanic)["5"].photos
    assert shown.can_withdraw is can


def test_a_new_photo_of_extra_work_is_told_of_and_not_among_the_past_stages():
    order = tracked([], [photo(2, stage_id=None, job_id=5)])
    view: Any = OrderView
    order.order = view.model_construct(stages=[])
    order.news = News(photos={2})
    news = news_view_model(order, VIEWER)
    assert (news.text, news.in_folded) == ("С вашего прошлого визита: 1 фотография", "")


@pytest.mark.parametrize(
    ("author", "status", "can"), [(1, "requested", True), (1, "scheduled", False), (3, "requested", False)]
)
def test_a_client_takes_their_own_back_while_the_order_is_only_requested(author: int, status: str, can: bool):
    order = tracked([], [photo(1, stage_id=None).model_copy(update={"author_id": author})])
    order.order = order_at(status)
    [shown] = request_photos(order, VIEWER).photos
    assert shown.can_withdraw is can


async def say(shop: Shop, order: OrderView, count: int) -> None:
    async with shop.runtime.transaction(shop.people.mechanic) as unit:
        for number in range(count):
            said = NewComment(text=f"Замечание {number}.", published=number % 2 == 0)
            await unit.services.progress.add_comment(order.id, order.stages[0].id, said)


async def asked(shop: Shop, order: OrderView, actor: Actor, stage_id: str) -> str:
    """All that the page of somebody who asks for the rest is told."""
    token, path = await shop.sign_in(actor), f"/orders/{order.id}"
    async with running_pipeline() as pipeline:
        await pipeline.hydrate(token, path)
        pipeline.wire.clear()
        await pipeline.send(OlderReportsState, "show_all", token, path, stage_id=stage_id)
    return pipeline.wire.text


async def test_whoever_asks_is_told_the_rest_as_far_as_they_may_see_it(shop: Shop):
    order = await shop.assigned_order()
    await say(shop, order, 12)
    stage = str(order.stages[0].id)
    client, mechanic = [
        await asked(shop, order, who, stage) for who in (shop.people.client, shop.people.mechanic)
    ]
    assert "Замечание 0." in client
    assert "Замечание 1." not in client
    assert "Замечание 1." in mechanic


async def test_nobody_else_is_told_anything(shop: Shop):
    order = await shop.assigned_order()
    await say(shop, order, 3)
    for who in (shop.people.other_client, shop.people.other_mechanic):
        assert "Замечание" not in await asked(shop, order, who, str(order.stages[0].id))


async def test_a_stage_that_is_not_the_orders_shows_nothing(shop: Shop):
    order, other = await shop.assigned_order(), await shop.assigned_order()
    await say(shop, other, 3)
    for stage in (str(other.stages[0].id), "nonsense", ""):
        assert "Замечание" not in await asked(shop, order, shop.people.client, stage)
