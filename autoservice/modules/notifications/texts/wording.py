"""The shape that all e-mails have in common."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from autoservice.shared.i18n import N_

K = TypeVar("K")

HELLO: Final = N_("Hello!")
HELLO_NAME: Final = N_("Hello, %(name)s!")
UNSUBSCRIBE: Final = N_("Receive no more e-mails of this kind")
PLAIN_LINK: Final = N_("If the button does not work, open this address:")


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
