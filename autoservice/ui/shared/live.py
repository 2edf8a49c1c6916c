"""Live pages: a State's vars that a room keeps true, with each viewer's rights of the moment."""

from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar, TypeVar

import reflex as rx

from autoservice import work
from autoservice.shared.access import Actor, Role
from autoservice.ui.shared import rooms
from autoservice.ui.shared.gate import HOMES, ROLES, current_viewer
from autoservice.ui.shared.rooms import Change, Member, Shown, insist
from autoservice.ui.shared.snapshots import LIVE, Values, initial_values

Reading = TypeVar("Reading")


@dataclass(frozen=True)
class LiveView(ABC):
    """What a page shows of a topic. Pages with an equal view share a room and its readings."""

    state: ClassVar[type[rx.State]]

    @property
    @abstractmethod
    def topic(self) -> str:
        """What is watched."""

    async def read(self) -> Any:
        """Read what the drawings for all members have in common; nothing by default."""
        return None

    @abstractmethod
    async def draw(self, reading: Any, actor: Actor, locale: str) -> Values:
        """The live vars' values, as ``actor`` may see them."""

    async def show(self, reading: Any, actor: Actor, locale: str) -> Shown:
        """Draw for those to whom the State class is open; the others lose what they saw and leave."""
        if actor.role in ROLES[self.state]:
            return Shown(await self.draw(reading, actor, locale))
        path = "/sign-in" if actor.role is Role.GUEST else HOMES[actor.role]
        return Shown(initial_values(self.state, LIVE[self.state]), leave_for=path)


def watch(state: rx.State, view: LiveView) -> None:
    """Show ``view`` in ``state``'s live vars from now on, until the page shows something else."""
    viewer = current_viewer()
    sid, path = state.router.session.session_id, state.router.url.path
    rooms.join(view, Member(sid, viewer.actor.session_id, viewer.locale, path))


async def follow(topic: str, read: Callable[[Change], Awaitable[Reading]]) -> AsyncIterator[Reading]:
    """What ``read`` finds at once, and again after each change, for a page that has no room.

    Ends after the reading in which the viewer is a guest: the session is no more.
    """
    runtime, actor = work.runtime(), current_viewer().actor
    with runtime.outside.hub.subscribe(topic) as place:
        yield await insist(partial(read, Change(actor)))
        while actor.signed_in:
            await place.changed.wait()
            place.changed.clear()
            actor = await insist(partial(runtime.actor_of_session, actor.session_id))
            yield await insist(partial(read, Change(actor)))
