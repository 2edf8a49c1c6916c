"""Which messages an administrator can put into other words, and the variables of each: one line a kind.

Codes and what concerns the security of an account keep the words that they are shipped with.
"""

from collections.abc import Mapping
from typing import Any, Final
from zlib import crc32

from autoservice.modules.notifications.groups import BY_KIND, Audience, Kind
from autoservice.modules.notifications.texts.news import ORDER_NEWS
from autoservice.modules.notifications.texts.places import with_braces
from autoservice.modules.notifications.texts.wording import Wording
from autoservice.shared.i18n import translate

ORDER: Final = ("client", "car", "number", "service", "due", "shop")
JOINED: Final = (*ORDER, "count")
ASKED: Final = (*ORDER, "work")
VARIABLES: Final[Mapping[str, tuple[str, ...]]] = {
    Kind.CHECKED_IN: ORDER,
    Kind.ON_HOLD: (*ORDER, "stage"),
    Kind.NEEDS_YOU: (*ORDER, "stage"),
    Kind.WORK_PROPOSED: ASKED,
    Kind.WORK_CHANGED: ASKED,
    Kind.JOBS_ADDED: JOINED,
    Kind.COMMENTS: JOINED,
    Kind.PHOTOS: JOINED,
    Kind.READY: ORDER,
    Kind.DELIVERED: ORDER,
    Kind.CANCELLED: ORDER,
    Kind.ORDER_PLACED: ORDER,
    Kind.WORK_ASSIGNED: (*ORDER, "stage"),
    Kind.WORK_COMMENTS: JOINED,
    Kind.WORK_CANCELLED: ORDER,
    Kind.CLIENT_WROTE: JOINED,
    Kind.SHOP_WROTE: JOINED,
}
# Titles stand in the list of messages too, which reads no order as a whole.
IN_TITLES: Final = frozenset({"number", "shop", "count"})
WORDINGS: Final[Mapping[str, Wording[Any]]] = {kind.value: one for kind, one in ORDER_NEWS.items()}


def id_of(kind: str) -> int:
    """Return the number of a kind, which follows from its stored name alone, whatever kinds come later."""
    return crc32(kind.encode()) & 0x7FFFFFFF


def title_variables(kind: str) -> tuple[str, ...]:
    """Return the variables that a title of the kind can have."""
    return tuple(name for name in VARIABLES[kind] if name in IN_TITLES)


KINDS: Final = {id_of(kind): str(kind) for kind in VARIABLES}


def audience_of(kind: str) -> Audience:
    """Return whom messages of the kind go to."""
    return BY_KIND[Kind(kind)].audience


def shipped_title(kind: str, locale: str) -> str:
    """Return the title that the program is shipped with."""
    return with_braces(translate(locale, WORDINGS[kind].subject))


def shipped_text(kind: str, locale: str) -> str:
    """Return the text that the program is shipped with."""
    return with_braces(translate(locale, WORDINGS[kind].paragraphs[0]))
