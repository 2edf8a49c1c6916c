"""What e-mails about orders say, in English msgids. ``%(name)s`` places are filled by ``places``."""

from typing import Final

from autoservice.modules.notifications.kinds import WorkProposed
from autoservice.modules.notifications.texts.wording import Wording, safe_name
from autoservice.shared.i18n import N_, format_money

WORK_PROPOSED: Final = Wording[WorkProposed](
    subject=N_("Your decision is needed about your car"),
    paragraphs=(
        N_("The shop proposes extra work in order No. %(number)s: %(work)s, %(price)s."),
        N_("Nothing of it is done or charged before you approve it. You decide on the order's page."),
    ),
    button=N_("Open the order"),
    link=lambda content: content.link,
    because=N_("You receive this e-mail because you have an order at %(site)s."),
    places=lambda content, locale: {
        "number": content.number,
        "work": content.work,
        "price": format_money(locale, content.price_minor, content.currency),
        "car": content.car,
        "client": safe_name(content.client, locale),
        "shop": content.shop,
    },
)
