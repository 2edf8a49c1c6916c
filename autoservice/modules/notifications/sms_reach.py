"""Which numbers take messages by SMS: whoever has answered STOP gets nothing but codes."""

from collections.abc import Collection
from datetime import datetime
from typing import Final

from autoservice.modules.auth.accounts.contacts import Recipient
from autoservice.modules.auth.credentials.ports import Vault
from autoservice.modules.notifications.sms_ports import TextMessageRepository

# The words that Twilio knows, and their Russian counterparts.
STOP: Final = frozenset(
    {"STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT", "СТОП", "ОТПИСАТЬСЯ"}
)
START: Final = frozenset({"START", "YES", "UNSTOP", "СТАРТ"})


class SmsReach:
    """The numbers that want no messages; they are kept as keyed hashes, apart from all accounts."""

    def __init__(self, texts: TextMessageRepository, vault: Vault) -> None:
        self._texts = texts
        self._vault = vault

    async def find_people(self, recipients: Collection[Recipient]) -> set[int]:
        """Return the ids of those who have a confirmed number that takes messages."""
        hashes = {one.id: self._hash(one.phone) for one in recipients if one.phone}
        stopped = await self._texts.stopped(set(hashes.values())) if hashes else set()
        return {user_id for user_id, number in hashes.items() if number not in stopped}

    async def is_stopped(self, number: str) -> bool:
        """Return whether the number wants no messages."""
        return bool(number and await self._texts.stopped([self._hash(number)]))

    async def stop(self, number: str, now: datetime) -> None:
        """Keep a number from messages."""
        await self._texts.stop(self._hash(number), now)

    async def resume(self, number: str) -> None:
        """Let a number have messages again."""
        await self._texts.resume(self._hash(number))

    def _hash(self, number: str) -> str:
        return self._vault.derive("sms opt-out", number)


def read_keyword(text: str) -> bool | None:
    """Return whether an answer stops messages, or lets them come again; ``None`` if it says neither."""
    word = text.strip(" \t\r\n.!\"'«»").upper()
    if word in STOP:
        return True
    return False if word in START else None
