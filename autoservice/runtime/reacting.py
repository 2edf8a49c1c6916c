"""The handlers of reactions: read in a transaction, then send in the lane of their kind."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Any, Final, Protocol

from autoservice.events.base import Event
from autoservice.runtime.lanes import Handler, Lane
from autoservice.shared.access import SYSTEM, Actor
from autoservice.shared.batching import Batcher
from autoservice.wiring.adapters import Adapters
from autoservice.wiring.reactions import Email, FileDeletion, Push, all_reactions
from autoservice.wiring.services import Services

# A publication is short; many at once only wait for the same database.
PUSHES: Final = 50
PUSH_SECONDS: Final = 5.0
# Less than PUSH_SECONDS: a publication that several attempts share must end before their timeouts.
PUBLISH_SECONDS: Final = 4.0
# As many connections to the mail server, each of which may hang for one recipient alone.
EMAILS: Final = 4
EMAIL_SECONDS: Final = 20.0
DELETIONS: Final = 4
DELETION_SECONDS: Final = 60.0


class ReadingUnit(Protocol):
    """A unit of work in which a reaction reads."""

    @property
    def services(self) -> Services: ...


View = Callable[[Actor], AbstractAsyncContextManager[ReadingUnit]]
PushKey = tuple[Push, Event]


class Reactor:
    """The lanes and their handlers."""

    def __init__(self, view: View, adapters: Adapters) -> None:
        self._view = view
        self._adapters = adapters
        self._pushes: Batcher[PushKey, None] = Batcher(self._publish)

    def lanes(self) -> list[Lane]:
        """Return one lane for each kind of reaction."""
        reactions = all_reactions()
        pushes = {one.name: self._push_handler(one) for one in reactions if isinstance(one, Push)}
        emails = {one.name: self._email_handler(one) for one in reactions if isinstance(one, Email)}
        deletions = {
            one.name: self._deletion_handler(one) for one in reactions if isinstance(one, FileDeletion)
        }
        return [
            Lane(pushes, PUSHES, PUSH_SECONDS, at_once=True),
            Lane(emails, EMAILS, EMAIL_SECONDS),
            Lane(deletions, DELETIONS, DELETION_SECONDS),
        ]

    def _push_handler(self, push: Push) -> Handler:
        async def handle(name: str, payload: dict[str, Any]) -> None:
            await self._pushes.load((push, Event.load(name, payload)))

        return handle

    async def _publish(self, keys: Sequence[PushKey]) -> dict[PushKey, None]:
        """Publish the topics of the events of one moment, such as those of one command, once."""
        async with self._view(SYSTEM) as unit:
            found = [await push.find_topics(unit.services, events) for push, events in _by_push(keys)]
        async with asyncio.timeout(PUBLISH_SECONDS):
            await self._adapters.hub.publish(sorted(set().union(*found)))
        return {}

    def _email_handler(self, email: Email) -> Handler:
        async def handle(name: str, payload: dict[str, Any]) -> None:
            async with self._view(SYSTEM) as unit:
                message = await email.compose(unit.services, Event.load(name, payload))
            # After the transaction: a mail server that is slow must not keep its connection from others.
            if message:
                await self._adapters.notifier.send(message)

        return handle

    def _deletion_handler(self, deletion: FileDeletion) -> Handler:
        async def handle(name: str, payload: dict[str, Any]) -> None:
            async with self._view(SYSTEM) as unit:
                keys = await deletion.find_keys(unit.services, Event.load(name, payload))
            for key in keys:
                await self._adapters.storage.delete(key)

        return handle


def _by_push(keys: Sequence[PushKey]) -> Iterator[tuple[Push, list[Event]]]:
    for push in {push for push, _ in keys}:
        yield push, [event for its_push, event in keys if its_push is push]
