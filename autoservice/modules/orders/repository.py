"""Orders in SQL."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from typing import Annotated, Any, Final

from pydantic import Field, TypeAdapter
from sqlalchemy import BindParameter, ColumnElement, Select, bindparam, exists, false, func, or_, select, true
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from autoservice.modules.orders.details import DETAILS, Details, gather
from autoservice.modules.orders.focusing import needing
from autoservice.modules.orders.models import Job, Order, OrderStage, TimelineEntry
from autoservice.modules.orders.schemas import OrdersFilter, OrdersSort
from autoservice.modules.orders.search import matching, sought
from autoservice.modules.orders.shop_days import Period, Times
from autoservice.modules.orders.vehicles.repository import same_car, with_plate
from autoservice.modules.orders.workflow import CLOSED, FINISHED_ORDERS, StageState
from autoservice.shared.access import GRANTS, Actor, Permission, Role
from autoservice.shared.found_lists import read_found
from autoservice.shared.pagination import Keyset, Page, Rows, Window, read_page
from autoservice.shared.paper_numbers import next_number
from autoservice.shared.search import parse_query
from autoservice.shared.validation import Id, Moment

# The kind of paper that an order is, for its number.
PAPER: Final = "order"
NEWEST_FIRST: Final = Keyset[Order](
    name="orders",
    columns=(col(Order.id),),
    key=lambda order: (order.id,),
    shape=TypeAdapter(tuple[Id]),
    descending=True,
)

# By the moment, where orders of some days are asked for.
PLACED: Final = Keyset[Order](
    name="placed",
    columns=(col(Order.created_at), col(Order.id)),
    key=lambda order: (order.created_at, order.id),
    shape=TypeAdapter(tuple[Moment, Id]),
    descending=True,
)

# By the moment, where what was completed on some days is asked for: each of those has one.
COMPLETED: Final = Keyset[Order](
    name="completed",
    columns=(col(Order.completed_at), col(Order.id)),
    key=lambda order: (order.completed_at, order.id),
    shape=TypeAdapter(tuple[Moment, Id]),
    descending=True,
)

READY_FIRST: Final = Keyset[Order](
    name="ready-first",
    columns=(col(Order.client_rank), col(Order.id)),
    key=lambda order: (order.client_rank, order.id),
    shape=TypeAdapter(tuple[Annotated[int, Field(ge=0, le=2)], Id]),
    descending=True,
)

QUEUE: Final = Keyset[Order](
    name="queue",
    columns=(col(Order.queue_key), col(Order.id)),
    key=lambda order: (order.queue_key, order.id),
    shape=TypeAdapter(tuple[Annotated[int, Field(ge=0, lt=2**63)], Id]),
)


def _known_by(viewer: Actor) -> int:
    """Return by what orders are visible to a viewer: whoever holds a link is known by its order alone."""
    return viewer.order_id or viewer.user_id


def visible_to(role: Role, viewer_id: int | BindParameter[int]) -> ColumnElement[bool]:
    """Return the condition under which a viewer may know that an order exists."""
    granted = GRANTS[role]
    if Permission.READ_ALL_ORDERS in granted:
        return true()
    if Permission.READ_OWN_ORDERS in granted:
        return col(Order.client_id) == viewer_id
    if Permission.READ_ASSIGNED_ORDERS in granted:
        return _has_stage_of(viewer_id)
    if Permission.READ_LINKED_ORDER in granted:
        # Whoever holds a link is known by its order alone.
        return col(Order.id) == viewer_id
    return false()


def _has_stage_of(mechanic_id: int | BindParameter[int]) -> ColumnElement[bool]:
    theirs = (col(OrderStage.order_id) == col(Order.id)) & (col(OrderStage.mechanic_id) == mechanic_id)
    # Whatever else the query joins, these stages are the condition's own.
    return exists().where(theirs).correlate(Order)


def _visible(query: Select[*tuple[Any, ...]]) -> dict[Role, Select[Any]]:
    """Return the statement for each role; it takes a ``viewer_id``."""
    return {role: query.where(visible_to(role, bindparam("viewer_id"))) for role in Role}


# Built once: to build a statement costs more than to execute it, and every command needs some of these.
_ONE: Final = select(Order).where(col(Order.id) == bindparam("order_id"))
_THESE: Final[BindParameter[Any]] = bindparam("order_ids", expanding=True)
FIND: Final = _visible(_ONE)
LOCK: Final = _visible(_ONE.with_for_update())
READ_DETAILS: Final = _visible(DETAILS.where(col(Order.id).in_(_THESE)))
READ_NUMBERS: Final = _visible(
    select(col(Order.id), col(Order.number_year), col(Order.number)).where(col(Order.id).in_(_THESE))
)
READ_STAGES: Final = (
    select(OrderStage)
    .where(col(OrderStage.order_id).in_(_THESE))
    .order_by(col(OrderStage.order_id), col(OrderStage.position))
)
READ_AUDIENCES: Final = (
    select(col(Order.id), col(Order.client_id), col(OrderStage.mechanic_id))
    .outerjoin(OrderStage, col(OrderStage.order_id) == col(Order.id))
    .where(col(Order.id).in_(_THESE))
    .distinct()
)


def _conditions(query: OrdersFilter, times: Times, viewer: Actor) -> list[ColumnElement[bool]]:
    if query.active and query.status in FINISHED_ORDERS:
        return [false()]
    conditions = [Order.is_open()] if query.active else []
    if query.status:
        # Of days of completion an expression: else the index of the status would come before theirs.
        by_days = query.completed_from or query.completed_to
        status: Any = func.coalesce(col(Order.status), "") if by_days else col(Order.status)
        conditions.append(status == query.status.value)
    if query.focus:
        conditions += needing(query.focus, times.today)
    within = _within(Order.created_at, times.placed) + _within(Order.completed_at, times.completed)
    return [*conditions, *_of_some(query, viewer), *within]


def _of_some(query: OrdersFilter, viewer: Actor) -> Iterator[ColumnElement[bool]]:
    """Yield the conditions that the orders are of a car or of people."""
    if query.vehicle:
        yield col(Order.vehicle_id).in_(same_car(query.vehicle, viewer))
    if query.plate:
        yield col(Order.vehicle_id).in_(with_plate(query.plate))
    if query.client:
        yield col(Order.client_id) == query.client
    if query.mechanic:
        yield _has_stage_of(query.mechanic)


def _within(moment: Any, period: Period) -> list[ColumnElement[bool]]:
    begin, end = period
    since = [col(moment) >= begin] if begin else []
    return since + ([col(moment) < end] if end else [])


def _keyset(query: OrdersFilter, viewer: Actor) -> Keyset[Order]:
    """Return the sequence of the list: the newest first where no index has the one asked for."""
    if query.completed_from or query.completed_to:
        return COMPLETED
    if query.from_day or query.to_day:
        return PLACED
    indexed = {
        OrdersSort.READY_FIRST: (READY_FIRST, viewer.may(Permission.READ_OWN_ORDERS)),
        OrdersSort.QUEUE: (QUEUE, viewer.may(Permission.READ_ALL_ORDERS) and not query.seeks),
    }
    keyset, is_indexed = indexed.get(query.sort, (NEWEST_FIRST, True))
    return keyset if is_indexed else NEWEST_FIRST


def _find_assignee(query: OrdersFilter, viewer: Actor) -> int | None:
    """Return the mechanic whose orders are the whole list, if there is no other condition."""
    if query.model_copy(update={"mechanic": None}).narrows:
        return None
    return viewer.user_id if viewer.role is Role.MECHANIC else query.mechanic


def _assigned_to(mechanic_id: int) -> tuple[Rows, Select[Any]]:
    """Return the mechanic's orders by their stages, of which no more are read than the page has."""
    ids = select(col(OrderStage.order_id)).where(col(OrderStage.mechanic_id) == mechanic_id).distinct()

    def rows(window: Window) -> Select[Any]:
        of_the_page = window.apply(ids, col(OrderStage.order_id))
        return window.apply(select(Order).where(col(Order.id).in_(of_the_page)))

    return rows, ids


class SqlOrderRepository:
    """``OrderRepository`` over one database session."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, order: Order, jobs: Sequence[Job]) -> int:
        """Insert an order with its number, and its jobs, which have their ids then; returns the order's.

        Other orders get their numbers when the transaction has ended.
        """
        order.number = await next_number(self._session, PAPER, order.number_year)
        self._session.add(order)
        await self._session.flush()
        for job in jobs:
            job.order_id = order.id
        self._session.add_all(jobs)
        await self._session.flush()
        return order.id

    async def add_stages(self, stages: Sequence[OrderStage]) -> None:
        """Insert stages, which have their ids afterwards."""
        self._session.add_all(stages)
        await self._session.flush()

    async def find(self, order_id: int, viewer: Actor) -> Order | None:
        """Return the order if ``viewer`` may see it."""
        found: Order | None = await self._session.scalar(FIND[viewer.role], _of(order_id, viewer))
        return found

    async def lock(self, order_id: int, viewer: Actor) -> Order | None:
        """Return the order under a row lock (SQLite's write transaction already excludes others)."""
        locked: Order | None = await self._session.scalar(LOCK[viewer.role], _of(order_id, viewer))
        return locked

    async def lock_assigned(self, mechanic_id: int) -> Sequence[Order]:
        """Return the open orders with stages that the mechanic has not begun, under row locks, by id."""
        theirs = (
            (col(OrderStage.order_id) == col(Order.id))
            & (col(OrderStage.mechanic_id) == mechanic_id)
            & (col(OrderStage.state) == StageState.ASSIGNED.value)
        )
        query = select(Order).where(exists().where(theirs), Order.is_open()).order_by(col(Order.id))
        return (await self._session.scalars(query.with_for_update())).all()

    async def page(self, query: OrdersFilter, times: Times, viewer: Actor) -> Page[Order]:
        """Return a page of what ``viewer`` may see, in its sequence; raises ``UnknownCursor``."""
        keyset = _keyset(query, viewer)
        if mechanic_id := _find_assignee(query, viewer):
            return await read_page(self._session, keyset, query, *_assigned_to(mechanic_id))
        terms = parse_query(query.q)
        conditions = [visible_to(viewer.role, _known_by(viewer)), *_conditions(query, times, viewer)]
        if terms and viewer.may(Permission.READ_USERS):
            return await read_found(self._session, keyset, query, sought(terms, conditions))
        fitting = select(Order).where(*conditions, *matching(terms))
        counted = fitting.with_only_columns(col(Order.id))
        return await read_page(self._session, keyset, query, lambda window: window.apply(fitting), counted)

    async def has_open(self, person: Actor) -> bool:
        """Return whether an open order is the client's, or has an open stage of the mechanic."""
        theirs = (
            (col(OrderStage.order_id) == col(Order.id))
            & (col(OrderStage.mechanic_id) == person.user_id)
            & col(OrderStage.state).not_in(CLOSED)
        )
        involved = or_(col(Order.client_id) == person.user_id, exists().where(theirs))
        query = select(col(Order.id)).where(Order.is_open(), involved).limit(1)
        return await self._session.scalar(query) is not None

    async def count_open_stages(self, mechanic_id: int) -> int:
        """Return how many stages of the mechanic are still to be done."""
        query = (
            select(func.count())
            .select_from(OrderStage)
            .join(Order, col(Order.id) == col(OrderStage.order_id))
            .where(
                col(OrderStage.mechanic_id) == mechanic_id,
                col(OrderStage.state).not_in(CLOSED),
                Order.is_open(),
            )
        )
        return await self._session.scalar(query) or 0

    async def stages(self, order_ids: Sequence[int]) -> dict[int, list[OrderStage]]:
        """Return the stages of each order by position, in one query."""
        by_order: dict[int, list[OrderStage]] = defaultdict(list)
        for stage in (await self._session.scalars(READ_STAGES, {"order_ids": order_ids})).all():
            by_order[stage.order_id].append(stage)
        return by_order

    async def audiences(self, order_ids: Collection[int]) -> list[tuple[int, set[int]]]:
        """Return the client and the mechanics of each order, in one query."""
        rows = await self._session.execute(READ_AUDIENCES, {"order_ids": list(order_ids)})
        found: dict[int, tuple[int, set[int]]] = {}
        for order_id, client_id, mechanic_id in rows:
            _, mechanics = found.setdefault(order_id, (client_id, set()))
            if mechanic_id:
                mechanics.add(mechanic_id)
        return list(found.values())

    async def details(self, order_ids: Sequence[int], viewer: Actor) -> dict[int, Details]:
        """Return those that ``viewer`` may see, with cars, jobs and stages, by id, in one query."""
        parameters = {"order_ids": order_ids, "viewer_id": _known_by(viewer)}
        return gather(await self._session.execute(READ_DETAILS[viewer.role], parameters))

    async def numbers(self, order_ids: Collection[int], viewer: Actor) -> Sequence[tuple[int, int, int]]:
        """Return id, year and number of those that ``viewer`` may see."""
        parameters = {"order_ids": list(order_ids), "viewer_id": _known_by(viewer)}
        rows = await self._session.execute(READ_NUMBERS[viewer.role], parameters)
        return [(id, year, number) for id, year, number in rows]

    def append(self, entry: TimelineEntry) -> None:
        """Insert an entry with the transaction."""
        self._session.add(entry)

    async def timeline(self, order_id: int) -> list[TimelineEntry]:
        """Return the timeline of the order, oldest entry first."""
        query = (
            select(TimelineEntry)
            .where(col(TimelineEntry.order_id) == order_id)
            .order_by(col(TimelineEntry.number))
        )
        return list((await self._session.scalars(query)).all())


def _of(order_id: int, viewer: Actor) -> dict[str, int]:
    return {"order_id": order_id, "viewer_id": _known_by(viewer)}
