"""Messages by SMS in the recipient's language, short enough to be carried."""

from typing import Final

from autoservice.modules.notifications.kinds import AS_SHIPPED, OrderNews, TrialMessage, Words
from autoservice.modules.notifications.sms_parts import fit
from autoservice.modules.notifications.texts.news import ORDER_NEWS
from autoservice.modules.notifications.texts.places import fill
from autoservice.modules.notifications.texts.sms import SMS_NEWS, SMS_TRIAL
from autoservice.shared.i18n import translate
from autoservice.shared.printable import one_line

# Each part is paid for; what is longer is cut behind a word.
MOST_PARTS: Final = 3


def render(content: OrderNews | TrialMessage, locale: str, words: Words = AS_SHIPPED) -> str:
    """Return the text of a message about an order, in the shop's own words if it has any, or of a test."""
    if isinstance(content, TrialMessage):
        return fit(translate(locale, SMS_TRIAL), content.link, MOST_PARTS)
    named = ORDER_NEWS[content.kind].places(content, locale)
    if words.text:
        own = fill(words.text, {name: one_line(value) for name, value in named.items()})
        return fit(one_line(own), content.link, MOST_PARTS)
    return write(locale, SMS_NEWS[content.kind], content.link, **named)


def write(locale: str, text: str, link: str = "", **named: str) -> str:
    """Return a msgid in words, its places filled with what fits in a line, and the link behind it."""
    filled = {name: one_line(value) for name, value in named.items()}
    return fit(translate(locale, text, **filled), link, MOST_PARTS)
