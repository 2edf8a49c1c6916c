"""Live pages: a State's vars that a room keeps current, with each viewer's rights of the moment."""

from abc import ABC, abstractmethod
from typing import Any

import reflex as rx

from autoservice.ui.access import home_of, may_use
from autoservice.ui.current import Viewer, current_viewer
from autoservice.ui.engine import rooms
from autoservice.ui.engine.members import Member, Rendering
from autoservice.ui.engine.snapshots import LIVE, Values, initial_values


class LiveView(ABC):
    """A page's view of a topic: a frozen dataclass. Pages with equal views share a room."""

    # The State class whose live vars are sent, and what is watched.
    state: type[rx.State]
    topic: str

    async def read(self) -> Any:
        """Read the data that the values of all members have in common; nothing by default."""
        return None

    @abstractmethod
    async def render(self, reading: Any, viewer: Viewer) -> Values:
        """Return the live vars' values, as ``viewer`` may see them."""

    def seconds_left(self) -> float | None:
        """Return after how many seconds to render again without a change; ``None`` for never."""
        return None

    async def show(self, reading: Any, viewer: Viewer) -> Rendering:
        """Render for viewers who may use the State class; reset the vars of the others and redirect them."""
        if may_use(viewer.actor, self.state):
            return Rendering(await self.render(reading, viewer))
        path = home_of(viewer.actor) if viewer.actor.signed_in else "/sign-in"
        return Rendering(initial_values(self.state, LIVE[self.state]), redirect_to=path)


def watch(state: rx.State, view: LiveView, *, on_every_page: bool = False) -> None:
    """Keep ``state``'s live vars current with ``view`` from now on, until the page shows another view.

    ``on_every_page`` the values stay while the reader navigates.
    """
    viewer = current_viewer()
    sid, path = state.router.session.session_id, "" if on_every_page else state.router.url.path
    rooms.join(view, Member(sid, viewer.actor.session_id, viewer.locale, path))
