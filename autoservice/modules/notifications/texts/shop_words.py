"""What the shop has changed of its messages, as those read it who compose them.

It is read in the transaction that composes: a text that was saved is in each message composed after that, by
whichever worker.
"""

from dataclasses import dataclass

from autoservice.modules.notifications.kinds import Words
from autoservice.modules.notifications.models import MessageText
from autoservice.modules.notifications.ports import MessageTextRepository


@dataclass(frozen=True)
class Shop:
    """What the shop is called, and its time zone."""

    name: str
    zone: str


class ShopWords:
    """Reads the shop's own words."""

    def __init__(self, rows: MessageTextRepository, shop: Shop) -> None:
        self._rows = rows
        self.shop = shop

    async def find_words(self, kind: str, locale: str) -> Words | None:
        """Return the words of a kind in a language; ``None`` if nothing of the kind is sent."""
        text = await self._rows.find(kind)
        return _words(text, locale)

    async def list_words(self, locale: str) -> dict[str, Words]:
        """Return the words of each kind of which the shop has changed anything, sent or not."""
        return {kind: text.words(locale) for kind, text in (await self._rows.all()).items()}

    async def find_silent(self) -> set[str]:
        """Return the kinds of which nothing is sent."""
        return {kind for kind, text in (await self._rows.all()).items() if not text.enabled}


def _words(text: MessageText | None, locale: str) -> Words | None:
    if text is None:
        return Words()
    return text.words(locale) if text.enabled else None
