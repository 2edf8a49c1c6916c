"""Messages with example data, as their readers see them."""

import json
from datetime import UTC, datetime
from typing import Final

from autoservice.modules.notifications.channels.email import render as render_email
from autoservice.modules.notifications.channels.web_push import render as render_push
from autoservice.modules.notifications.groups import Kind
from autoservice.modules.notifications.kinds import AskedWork, Email, LocalizedText, OrderNews, Push, Words
from autoservice.modules.notifications.schemas import PushKeys
from autoservice.modules.notifications.texts.schemas import Language, TextPreview
from autoservice.modules.notifications.texts.shop_words import Shop
from autoservice.shared.i18n import N_, localized, translate

NUMBER: Final = "2026-00042"
CAR: Final = "Lada Vesta, А123ВС777"
COUNT: Final = 3
PRICE_MINOR: Final = 450_000
DUE: Final = datetime(2026, 5, 14, 15, 0, tzinfo=UTC)
CLIENT: Final = LocalizedText("Анна", "Anna")
SERVICE: Final = N_("Oil and filter")
STAGE: Final = N_("Diagnosis")
WORK: Final = N_("Front brake discs")
NO_KEYS: Final = PushKeys(p256dh="A", auth="A")


def example(kind: str, locale: str, link: str, shop: Shop, currency: str) -> OrderNews:
    """Return what a message of the kind could be about."""
    return OrderNews(
        Kind(kind),
        NUMBER,
        CAR,
        link,
        COUNT,
        (AskedWork(translate(locale, WORK), PRICE_MINOR, currency),),
        localized(locale, CLIENT.ru, CLIENT.en),
        _in_both(SERVICE),
        _in_both(STAGE),
        DUE,
        shop.zone,
        shop.name,
    )


def _in_both(message: str) -> LocalizedText:
    return LocalizedText(translate("ru", message), translate("en", message))


def example_email(content: OrderNews, words: Words, to: str, locale: str) -> Email:
    """Return the e-mail with example data."""
    return Email(to, locale, content, localized(locale, CLIENT.ru, CLIENT.en), words=words)


def preview(content: OrderNews, words: Words, locale: Language, site: str) -> TextPreview:
    """Return the message as the channels render it."""
    email = render_email(example_email(content, words, "", locale), site)
    title, text = _push(content, words, locale)
    return TextPreview(
        locale=locale, subject=email.subject, email=email.text, push_title=title, push_text=text
    )


def _push(content: OrderNews, words: Words, locale: str) -> tuple[str, str]:
    push = render_push(Push(1, locale, content, "", "", words=words), "", NO_KEYS)
    said = json.loads(push.payload)
    return said["title"], said["body"]
