"""Writing, reading and taking back messages."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any, Final

from autoservice.events.progress import ClientWrote, MessageWithdrawn, ShopWrote, TalkSeen
from autoservice.modules.auth.accounts.directory import DirectoryService
from autoservice.modules.auth.credentials.limits import LINK_MESSAGES
from autoservice.modules.auth.credentials.ports import AttemptLimiter
from autoservice.modules.auth.errors import TooManyAttempts
from autoservice.modules.orders.changes import lock_order
from autoservice.modules.orders.errors import OrderNotFound
from autoservice.modules.orders.models import Order
from autoservice.modules.orders.ports import Accounts, OrderRepository
from autoservice.modules.progress.rules import refuse_message_withdrawal
from autoservice.modules.progress.talk.errors import MessageEmpty, MessageNotFound, MessageTooLong
from autoservice.modules.progress.talk.models import OrderMessage
from autoservice.modules.progress.talk.ports import TalkRepository
from autoservice.modules.progress.talk.schemas import (
    MESSAGE_LIMIT,
    NewOrderMessage,
    OrderMessageView,
    TalkView,
)
from autoservice.modules.progress.talk.window import LONGEST, take_window
from autoservice.shared.access import Permission, Role
from autoservice.shared.errors import Unauthenticated
from autoservice.shared.pagination import Page, PageRequest
from autoservice.shared.service import Service, requires
from autoservice.shared.unit import Unit

# So many more are shown of a long talk at a time.
EARLIER: Final = 20
# So many that were taken back are told to pages that show more than the newest.
MOST_GONE: Final = 100


class TalkService(Service):
    """The talk of client and shop under an order, as far as the actor may read it."""

    def __init__(
        self,
        unit: Unit,
        orders: OrderRepository,
        talk: TalkRepository,
        accounts: Accounts,
        directory: DirectoryService,
        limiter: AttemptLimiter,
    ) -> None:
        super().__init__(unit)
        self._orders = orders
        self._talk = talk
        self._accounts = accounts
        self._directory = directory
        self._limiter = limiter

    @property
    def _is_shop(self) -> bool:
        return self._actor.may(Permission.READ_INTERNAL)

    @requires(Permission.TALK)
    async def write_message(self, order_id: int, command: NewOrderMessage) -> OrderMessageView:
        """Add a message to the talk.

        Raises ``MessageEmpty``, ``MessageTooLong``, ``OrderNotFound``, ``TooManyAttempts`` for the holder of
        a link, ``Unauthenticated`` for an account that has been deleted meanwhile.
        """
        text = _checked(command.text)
        await self._count_attempt()
        # Orders before accounts, as whoever merges accounts takes them.
        order = await lock_order(self._unit, self._orders, order_id)
        await self._lock_account()
        last = next(iter(await self._talk.newest(order_id, 1)), None)
        if last and self._is_repeated(last, text):
            return (await self._views(order.row, [last]))[0]
        row = OrderMessage(
            order_id=order_id,
            number=last.number + 1 if last else 1,
            author_id=self._actor.user_id or None,
            link_id=self._actor.link_id or None,
            from_shop=self._is_shop,
            text=text,
            created_at=self._unit.now,
        )
        await self._talk.add(row)
        order.record((ShopWrote if row.from_shop else ClientWrote)(order_id, row.id))
        return (await self._views(order.row, [row]))[0]

    async def _count_attempt(self) -> None:
        if not self._actor.link_id:
            return
        if seconds := await self._limiter.take(LINK_MESSAGES, f"link:{self._actor.link_id}"):
            raise TooManyAttempts(seconds)

    async def _lock_account(self) -> None:
        if self._actor.link_id:
            return
        if not await self._accounts.lock_against_erasure(self._actor.user_id):
            raise Unauthenticated()

    def _is_repeated(self, last: OrderMessage, text: str) -> bool:
        """Return whether the holder of a link, whose requests have no keys, has sent the last one again."""
        return bool(self._actor.link_id) and (last.link_id, last.text) == (self._actor.link_id, text)

    @requires(Permission.TALK)
    async def withdraw_message(self, order_id: int, message_id: int) -> None:
        """Take a message back; what was taken back already stays so.

        Raises ``OrderNotFound``, ``MessageNotFound`` and what ``refuse_message_withdrawal`` says.
        """
        order = await lock_order(self._unit, self._orders, order_id)
        row = await self._talk.find(message_id)
        if row is None or row.order_id != order_id:
            raise MessageNotFound()
        if refused := refuse_message_withdrawal(order.status, row.author_id, self._actor):
            raise refused
        if row.withdrawn_at:
            return
        row.withdraw(self._unit.now)
        override = {} if row.author_id == self._actor.user_id else {"instead_of": row.author_id}
        order.record(MessageWithdrawn(order_id, message_id), after=override)

    @requires(Permission.READ_TIMELINE)
    async def list_messages(self, order_id: int, query: PageRequest) -> Page[OrderMessageView]:
        """Return a page of the talk, the newest first; raises ``OrderNotFound``, ``UnknownCursor``."""
        order = await self._find(order_id)
        page = await self._talk.page(order_id, query)
        return page.with_items(await self._views(order, page.items))

    @requires(Permission.READ_TIMELINE)
    async def get_message(self, order_id: int, message_id: int) -> OrderMessageView:
        """Return one message; raises ``OrderNotFound``, ``MessageNotFound``."""
        order, row = await self._find(order_id), await self._talk.find(message_id)
        if row is None or row.order_id != order_id:
            raise MessageNotFound()
        return (await self._views(order, [row]))[0]

    @requires(Permission.READ_TIMELINE)
    async def open_talk(self, order_id: int) -> TalkView:
        """Return the newest messages, within a bound, and how many are unread; raises ``OrderNotFound``."""
        order = await self._find(order_id)
        shown = take_window(await self._talk.newest(order_id, LONGEST))
        unread = await self._count_unread([order_id]) if shown else {}
        first = shown[0].number if shown else 1
        gone = await self._talk.withdrawn_before(order_id, first, MOST_GONE) if first > 1 else []
        messages = await self._views(order, shown)
        return TalkView(messages=messages, unread=unread.get(order_id, 0), gone=gone)

    @requires(Permission.READ_TIMELINE)
    async def find_earlier(self, order_id: int, number: int) -> list[OrderMessageView]:
        """Return some messages before that number, the oldest first; raises ``OrderNotFound``."""
        order = await self._find(order_id)
        return await self._views(order, (await self._talk.before(order_id, number, EARLIER))[::-1])

    @requires(Permission.READ_TIMELINE)
    async def read_messages(self, order_id: int, up_to: int) -> None:
        """Record that the actor has seen the messages up to a number; nothing for whoever has no account.

        Raises ``OrderNotFound``, ``Unauthenticated`` for an account that has been deleted meanwhile.
        """
        await self._find(order_id)
        last = next(iter(await self._talk.newest(order_id, 1)), None)
        if last is None or not self._actor.user_id:
            return
        await lock_order(self._unit, self._orders, order_id)
        await self._lock_account()
        # What is not written yet cannot have been seen.
        if await self._talk.mark_read(self._actor.user_id, order_id, min(up_to, last.number)):
            self._unit.emit(TalkSeen(order_id, self._actor.user_id))

    @requires(Permission.READ_ORDERS)
    async def count_unread(self, order_ids: Collection[int]) -> dict[int, int]:
        """Return how many messages of the other side the actor has not seen, by order, where there are any.

        The ids are of orders that the actor has just been shown.
        """
        return await self._count_unread(order_ids) if order_ids else {}

    async def _count_unread(self, order_ids: Collection[int]) -> dict[int, int]:
        if not self._actor.user_id:
            return {}
        return await self._talk.count_unread(self._actor.user_id, order_ids, from_shop=not self._is_shop)

    @requires(Permission.MANAGE_OWN_ACCOUNT)
    async def export_messages(self) -> list[dict[str, Any]]:
        """Return what the actor wrote, the oldest first, ready for JSON."""
        rows = await self._talk.written_by(self._actor.user_id)
        return [
            row.model_dump(mode="json", include={"order_id", "number", "text", "created_at"}) for row in rows
        ]

    @requires(Permission.MANAGE_OWN_ACCOUNT)
    async def forget_talk(self) -> None:
        """Erase what was said under the actor's orders as a client, and how far the actor has read."""
        await self._talk.delete_readings_of(self._actor.user_id)
        if self._actor.role is Role.CLIENT:
            await self._talk.erase_of(self._actor.user_id, self._unit.now)

    async def _find(self, order_id: int) -> Order:
        order = await self._orders.find(order_id, self._actor)
        if order is None:
            raise OrderNotFound()
        return order

    async def _views(self, order: Order, rows: Sequence[OrderMessage]) -> list[OrderMessageView]:
        """Return messages as the actor reads them: whoever holds a link without names."""
        names = await self._names(rows)
        return [self._view(order, row, names) for row in rows]

    async def _names(self, rows: Iterable[OrderMessage]) -> dict[int, str]:
        authors = {row.author_id for row in rows if row.author_id}
        return {} if self._actor.order_id or not authors else await self._directory.get_names(authors)

    def _view(self, order: Order, row: OrderMessage, names: dict[int, str]) -> OrderMessageView:
        actor, author_id = self._actor, row.author_id or 0
        own_link = bool(actor.link_id) and row.link_id == actor.link_id
        return OrderMessageView(
            **row.model_dump(exclude={"author_id"}),
            author_id=0 if actor.order_id else author_id,
            author_name=names.get(author_id, ""),
            by_link=row.link_id is not None,
            is_own=own_link or bool(author_id and author_id == actor.user_id),
            withdrawn=row.withdrawn_at is not None,
            can_withdraw=not row.withdrawn_at
            and refuse_message_withdrawal(order.status, row.author_id, actor) is None,
        )


def _checked(typed: str) -> str:
    text = typed.strip()
    if not text:
        raise MessageEmpty()
    if len(text) > MESSAGE_LIMIT:
        raise MessageTooLong(length=len(text), limit=MESSAGE_LIMIT)
    return text
