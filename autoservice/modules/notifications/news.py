"""What a delivery tells, as long as it is still so and switched on."""

from typing import Final, NamedTuple

from autoservice.modules.auth.accounts.contacts import Recipient
from autoservice.modules.notifications.groups import BY_KIND, Audience, Channel, Kind, Notice
from autoservice.modules.notifications.kinds import AskedWork, LocalizedText, OrderNews, Words
from autoservice.modules.notifications.models import Delivery
from autoservice.modules.notifications.planning import is_wanted
from autoservice.modules.notifications.ports import DeliveryRepository, NotificationPreferencesRepository
from autoservice.modules.notifications.texts.shop_words import Shop, ShopWords
from autoservice.modules.orders.errors import OrderNotFound
from autoservice.modules.orders.jobs import JobState, full_price
from autoservice.modules.orders.schemas import OrderView
from autoservice.modules.orders.service import OrdersService
from autoservice.modules.orders.workflow import is_closed
from autoservice.shared.access import Role

# Of which side the messages are that a kind tells of; whoever has seen them meanwhile need not hear of them.
WRITTEN_BY_SHOP: Final = {Kind.CLIENT_WROTE: False, Kind.SHOP_WROTE: True}


class News(NamedTuple):
    """A row of the table, and the order that it is about."""

    notice: Notice
    order: OrderView
    words: Words
    shop: Shop

    def content(self, link: str, count: int, person_id: int) -> OrderNews:
        """Return what is said to a person."""
        order, asked = self.order, (job for job in self.order.jobs if job.state is JobState.PROPOSED)
        return OrderNews(
            self.notice.kind,
            order.number,
            car_name(order),
            link,
            count,
            tuple(AskedWork(job.name_ru, full_price(job), job.currency) for job in asked),
            order.client_name,
            LocalizedText(order.service_name_ru, order.service_name_en),
            _stage(order, person_id, is_mechanic=self.notice.audience is Audience.ASSIGNEE),
            order.promised_at,
            self.shop.zone,
            self.shop.name,
        )


async def find_news(
    delivery: Delivery,
    orders: OrdersService,
    preferences: NotificationPreferencesRepository,
    words: ShopWords,
    deliveries: DeliveryRepository,
    recipient: Recipient,
) -> News | None:
    """Return what is told, with the shop's own words in a language.

    ``None`` if it is no longer so, or the person does not want to hear it, or the shop does not send it.
    """
    notice = BY_KIND[Kind(delivery.kind)]
    chosen = await preferences.preferences([delivery.user_id])
    if not is_wanted(chosen.get(delivery.user_id, {}), notice.group, Channel(delivery.channel)):
        return None
    try:
        order = await orders.get_order(delivery.order_id or 0)
    except OrderNotFound:
        return None
    said = await words.find_words(delivery.kind, recipient.locale)
    if said is None or not notice.still_holds(order, delivery.user_id):
        return None
    if notice.audience is Audience.SHOP and not _works_on(order, recipient):
        return None
    if notice.kind in WRITTEN_BY_SHOP and not await deliveries.has_unread(
        delivery.user_id, order.id, from_shop=WRITTEN_BY_SHOP[notice.kind]
    ):
        return None
    return News(notice, order, said, words.shop)


def _works_on(order: OrderView, recipient: Recipient) -> bool:
    """Return whether somebody of the shop still reads the order, which may be another's work by now."""
    return recipient.role is Role.ADMINISTRATOR or recipient.id in order.mechanic_ids


def car_name(order: OrderView) -> str:
    """Return make, model and plate of the order's car, as far as they are known."""
    car = order.vehicle
    return ", ".join(filter(None, (f"{car.make} {car.model}".strip(), car.plate)))


def _stage(order: OrderView, person_id: int, *, is_mechanic: bool) -> LocalizedText:
    """Return the current stage: a mechanic's first open one, or the first that clients see."""
    stages = [stage for stage in order.stages if stage.mechanic_id == person_id and not is_closed(stage)]
    shown = stages if is_mechanic else [stage for stage in order.current_stages if stage.published]
    return LocalizedText(shown[0].name_ru, shown[0].name_en) if shown else LocalizedText()
