"""The e-mails that follow facts about orders; they are only composed here."""

from autoservice.modules.auth.accounts.contacts import ContactsService
from autoservice.modules.auth.credentials.ports import Vault
from autoservice.modules.notifications import kinds
from autoservice.modules.notifications.groups import Channel, Group
from autoservice.modules.notifications.kinds import Email
from autoservice.modules.notifications.news import car_name
from autoservice.modules.notifications.planning import is_wanted
from autoservice.modules.notifications.ports import NotificationPreferencesRepository
from autoservice.modules.notifications.texts.editable import WORK_PROPOSED
from autoservice.modules.notifications.texts.shop_words import ShopWords
from autoservice.modules.notifications.unsubscribing import make_token
from autoservice.modules.orders.approvals.decisions import DecisionsService
from autoservice.modules.orders.errors import OrderNotFound
from autoservice.modules.orders.jobs import JobState, full_price
from autoservice.modules.orders.schemas import JobView, OrderView
from autoservice.modules.orders.service import OrdersService
from autoservice.shared.access import Permission
from autoservice.shared.service import Service, requires
from autoservice.shared.unit import Unit


class OrderEmailsService(Service):
    """Composes e-mails to the clients of orders; ``None`` where there is nobody or nothing to tell."""

    def __init__(
        self,
        unit: Unit,
        contacts: ContactsService,
        orders: OrdersService,
        decisions: DecisionsService,
        preferences: NotificationPreferencesRepository,
        words: ShopWords,
        vault: Vault,
        public_url: str,
    ) -> None:
        super().__init__(unit)
        self._contacts = contacts
        self._orders = orders
        self._decisions = decisions
        self._preferences = preferences
        self._words = words
        self._vault = vault
        self._public_url = public_url

    @requires(Permission.RUN_REACTIONS)
    async def compose_work_proposed(self, order_id: int, job_id: int) -> Email | None:
        """Tell the client that extra work waits for a decision, if it still does."""
        order, job = await self._find(order_id, job_id)
        return await self._ask(order, job) if order and job else None

    @requires(Permission.RUN_REACTIONS)
    async def compose_work_edited(self, order_id: int, job_id: int) -> Email | None:
        """Tell the client that work must be decided on anew; nothing if they have not decided before."""
        asked_anew = await self._decisions.is_asked_anew(job_id)
        return await self.compose_work_proposed(order_id, job_id) if asked_anew else None

    async def _find(self, order_id: int, job_id: int) -> tuple[OrderView | None, JobView | None]:
        try:
            order = await self._orders.get_order(order_id)
        except OrderNotFound:
            return None, None
        waiting = (job for job in order.jobs if job.id == job_id and job.state is JobState.PROPOSED)
        return order, next(waiting, None)

    async def _ask(self, order: OrderView, job: JobView) -> Email | None:
        to = await self._contacts.get_account(order.client_id)
        chosen = (await self._preferences.preferences([order.client_id])).get(order.client_id, {})
        if to is None or not is_wanted(chosen, Group.DECISIONS, Channel.EMAIL):
            return None
        words = await self._words.find_words(WORK_PROPOSED, to.locale)
        if words is None:
            return None
        token = make_token(self._vault, order.client_id, Group.DECISIONS)
        link = f"{self._public_url}/orders/{order.id}"
        content = kinds.WorkProposed(
            order.number,
            job.name_ru,
            full_price(job),
            job.currency,
            link,
            car_name(order),
            order.client_name,
            self._words.shop.name,
        )
        unsubscribe_link = f"{self._public_url}/api/unsubscribe/{token}"
        return Email(to.email, to.locale, content, to.name, unsubscribe_link, words=words)
