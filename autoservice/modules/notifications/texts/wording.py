"""The shape that all e-mails have in common."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from autoservice.modules.notifications.kinds import Words
from autoservice.modules.notifications.texts.places import fill
from autoservice.shared.i18n import N_, translate
from autoservice.shared.printable import one_line

K = TypeVar("K")

HELLO: Final = N_("Hello!")
HELLO_NAME: Final = N_("Hello, %(name)s!")
UNSUBSCRIBE: Final = N_("Receive no more e-mails of this kind")
PLAIN_LINK: Final = N_("If the button does not work, open this address:")
SOMEBODY: Final = N_("client")
LONGEST_NAME: Final = 60
# What a mail program would turn into a link: strangers choose names, and others get the e-mail.
LINK_LIKE: Final = re.compile(r"[/@]|\.\w{2}")


def is_safe_name(name: str) -> bool:
    """Return whether a name that its owner chose can stand in a message."""
    return bool(name) and len(name) <= LONGEST_NAME and not LINK_LIKE.search(name)


def safe_name(name: str, locale: str) -> str:
    """Return a client's name in one line, or a word for them where it cannot stand in a message."""
    name = one_line(name)
    return name if is_safe_name(name) else translate(locale, SOMEBODY)


def _no_places(_content: object, _locale: str) -> Mapping[str, str]:
    return {}


@dataclass(frozen=True)
class Wording(Generic[K]):
    """What one kind of e-mail says, as msgids, and where its content goes.

    ``button`` leads to ``link``; ``life`` says how long that works. ``because`` is the last line: why
    the e-mail came, and what to do if it should not have.
    """

    subject: str
    paragraphs: tuple[str, ...]
    because: str
    button: str = ""
    link: Callable[[K], str] | None = None
    life: Callable[[K, str], str] | None = None
    code: Callable[[K], str] | None = None
    # A second, quieter link below, and its sentence.
    aside: str = ""
    aside_link: Callable[[K], str] | None = None
    # What fills the places of the msgids, in the reader's language.
    places: Callable[[K, str], Mapping[str, str]] = _no_places

    def title(self, words: Words, locale: str, values: Mapping[str, str]) -> str:
        """Return the title in a language: the shop's own, else the shipped one."""
        return fill(words.title, values) if words.title else translate(locale, self.subject)

    def texts(self, words: Words, locale: str, values: Mapping[str, str]) -> list[str]:
        """Return the paragraphs in a language; the shop's own text stands in place of the first."""
        shipped = [translate(locale, paragraph, **values) for paragraph in self.paragraphs]
        return [fill(words.text, values), *shipped[1:]] if words.text else shipped
