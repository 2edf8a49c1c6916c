"""What news of orders say, in English msgids. ``%(name)s`` places are filled by ``places``."""

from collections.abc import Mapping
from typing import Final

from autoservice.modules.notifications.groups import Kind
from autoservice.modules.notifications.kinds import OrderNews, TrialMessage
from autoservice.modules.notifications.texts.wording import Wording, safe_name
from autoservice.shared.i18n import N_, format_moment, format_money, localized, translate

OPEN: Final = N_("Open the order")
FOR_CLIENTS: Final = N_("You receive this e-mail because you have an order at %(site)s.")
FOR_THE_SHOP: Final = N_("You receive this e-mail because you work at %(site)s.")


NO_DUE: Final = N_("not agreed yet")


def _places(content: OrderNews, locale: str) -> Mapping[str, str]:
    due = format_moment(locale, content.due, content.zone) if content.due else translate(locale, NO_DUE)
    work = (f"{one.name}, {format_money(locale, one.price_minor, one.currency)}" for one in content.work)
    return {
        "number": content.number,
        "car": content.car,
        "count": str(content.count),
        "client": safe_name(content.client, locale),
        "service": localized(locale, content.service.ru, content.service.en),
        "stage": localized(locale, content.stage.ru, content.stage.en),
        "due": due,
        "shop": content.shop,
        "work": "; ".join(work),
    }


def _news(subject: str, *paragraphs: str, because: str = FOR_CLIENTS) -> Wording[OrderNews]:
    return Wording[OrderNews](
        subject=subject,
        paragraphs=paragraphs,
        button=OPEN,
        link=lambda content: content.link,
        because=because,
        places=_places,
    )


ORDER_NEWS: Final = {
    Kind.ORDER_PLACED: _news(
        N_("New order"), N_("Order No. %(number)s has come in: %(car)s."), because=FOR_THE_SHOP
    ),
    Kind.CHECKED_IN: _news(
        N_("Your car has been checked in"),
        N_("Order No. %(number)s: the shop has taken in your car, %(car)s. You can follow the work live."),
    ),
    Kind.ON_HOLD: _news(
        N_("The work on your car is on hold"),
        N_(
            "Order No. %(number)s: the work on %(car)s has stopped for a while. "
            "The order's page says what it waits for."
        ),
    ),
    Kind.NEEDS_YOU: _news(
        N_("The shop waits for your answer"),
        N_("Order No. %(number)s: the work on %(car)s goes on once you have answered. Open the order."),
    ),
    Kind.READY: _news(
        N_("Your car is ready"),
        N_("Order No. %(number)s: all work on %(car)s is done. You can collect your car."),
    ),
    Kind.DELIVERED: _news(
        N_("Your car has been handed over"),
        N_("Order No. %(number)s: %(car)s is yours again. Thank you, and have a good journey!"),
    ),
    Kind.CANCELLED: _news(
        N_("Your order is cancelled"), N_("Order No. %(number)s for %(car)s has been cancelled.")
    ),
    Kind.WORK_ASSIGNED: _news(
        N_("New work for you"),
        N_("Order No. %(number)s, %(car)s: work has been given to you."),
        because=FOR_THE_SHOP,
    ),
    Kind.WORK_CANCELLED: _news(
        N_("An order of yours is cancelled"),
        N_("Order No. %(number)s for %(car)s has been cancelled."),
        because=FOR_THE_SHOP,
    ),
    Kind.COMMENTS: _news(
        N_("The shop has written to you"),
        N_("Order No. %(number)s, %(car)s: new comments on its page: %(count)s."),
    ),
    Kind.WORK_COMMENTS: _news(
        N_("New comments on your work"),
        N_("Order No. %(number)s, %(car)s: new comments on its page: %(count)s."),
        because=FOR_THE_SHOP,
    ),
    Kind.PHOTOS: _news(
        N_("New photos of your car"), N_("Order No. %(number)s, %(car)s: new photos on its page: %(count)s.")
    ),
    Kind.JOBS_ADDED: _news(
        N_("Your order has been extended"),
        N_(
            "Order No. %(number)s, %(car)s: services that the shop has added at your wish: %(count)s. "
            "Their prices and the new total are on the order's page."
        ),
    ),
    Kind.CLIENT_WROTE: _news(
        N_("The client has written"),
        N_("Order No. %(number)s, %(car)s: new messages from the client: %(count)s."),
        because=FOR_THE_SHOP,
    ),
    Kind.SHOP_WROTE: _news(
        N_("A message from the shop"),
        N_("Order No. %(number)s, %(car)s: new messages: %(count)s. You can answer on the order's page."),
    ),
    Kind.WORK_PROPOSED: _news(
        N_("Your decision is needed about your car"),
        N_("Order No. %(number)s, %(car)s: the shop proposes extra work: %(work)s."),
        N_("Nothing of it is done or charged before you approve it. You decide on the order's page."),
    ),
    Kind.WORK_CHANGED: _news(
        N_("Your decision is needed anew"),
        N_("Order No. %(number)s, %(car)s: extra work has changed and waits for your decision: %(work)s."),
        N_("Nothing of it is done or charged before you approve it. You decide on the order's page."),
    ),
}
TRIAL: Final = Wording[TrialMessage](
    subject=N_("A test message"),
    paragraphs=(N_("This is how messages of the shop reach you. Nothing has happened."),),
    button=N_("Open my profile"),
    link=lambda content: content.link,
    because=N_("You receive this e-mail because you asked for it in your profile at %(site)s."),
)
