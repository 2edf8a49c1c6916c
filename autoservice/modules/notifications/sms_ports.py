"""What carries SMS, and what is kept of them."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Final, Protocol

from autoservice.modules.notifications.models import TextMessage
from autoservice.modules.notifications.schemas import RenderedSms

# How a message has ended that nobody has got, in the words of a status.
FAILED: Final = frozenset({"failed", "undelivered", "canceled"})


class SmsProvider(Protocol):
    """What carries messages by SMS."""

    async def send(self, sms: RenderedSms) -> str:
        """Hand the message over and return its id.

        Raises ``SmsNotSent`` if it was not taken, its ``SmsRefused`` if it never will be, and its
        ``SmsInDoubt`` if that is not known; ``NoSmsProvider``.
        """
        ...

    async def find(self, sms: RenderedSms, since: datetime) -> list[str]:
        """Return the ids of messages that may be this one, handed over since then.

        Raises ``SmsUntraceable`` if the provider cannot tell, ``SmsNotSent`` if it does not answer now.
        """
        ...

    def has_signed(self, url: str, form: Mapping[str, list[str]], signature: str) -> bool:
        """Return whether the provider has signed the form that came to that public address."""
        ...

    async def close(self) -> None:
        """Close whatever is held open; a later message opens it again."""
        ...


class TextMessageRepository(Protocol):
    """What became of messages by SMS, and the numbers that want none."""

    async def find(self, message_id: int) -> TextMessage | None:
        """Return a message, locked."""
        ...

    async def of_delivery(self, delivery_id: int) -> TextMessage | None:
        """Return a delivery's message, locked."""
        ...

    async def of_token(self, token_id: int) -> TextMessage | None:
        """Return a one-time token's message, locked."""
        ...

    async def by_reference(self, reference: str) -> TextMessage | None:
        """Return the message that callbacks name so, locked."""
        ...

    async def store(self, message: TextMessage) -> None:
        """Insert a message, which has its id afterwards."""
        ...

    async def remove(self, message: TextMessage) -> None:
        """Delete a message at once."""
        ...

    async def known(self, provider_ids: Collection[str]) -> set[str]:
        """Return those of a provider's ids that messages have."""
        ...

    async def of_deliveries(self, delivery_ids: Collection[int]) -> Mapping[int, TextMessage]:
        """Return the messages of deliveries, by their ids."""
        ...

    async def stopped(self, number_hashes: Collection[str]) -> set[str]:
        """Return those of the numbers that want no messages."""
        ...

    async def stop(self, number_hash: str, now: datetime) -> None:
        """Keep a number from messages."""
        ...

    async def resume(self, number_hash: str) -> None:
        """Let a number have messages again."""
        ...

    async def delete_of(self, user_id: int) -> None: ...

    async def purge(self, before: datetime) -> None:
        """Delete messages that were begun before."""
        ...
