"""Which roles may send events to a State class; what is not declared is denied."""

from collections.abc import Callable
from typing import Any, Final, TypeVar

from reflex.state import BaseState

from autoservice.shared.access import Role

StateClass = TypeVar("StateClass", bound=type[BaseState])
Handler = TypeVar("Handler", bound=Callable[..., Any])

OWN_ACCOUNT: Final = frozenset({Role.CLIENT, Role.MECHANIC, Role.ADMINISTRATOR, Role.ENROLLING})
EVERYBODY: Final = OWN_ACCOUNT | {Role.GUEST}
HOMES: Final = {
    Role.GUEST: "/",
    Role.CLIENT: "/orders",
    Role.MECHANIC: "/work",
    Role.ADMINISTRATOR: "/admin/orders",
    # Nothing else is open before the second factor is set up.
    Role.ENROLLING: "/profile/second-factor",
}
ROLES: Final[dict[type[BaseState], frozenset[Role]]] = {}


def opens_to(*roles: Role) -> Callable[[StateClass], StateClass]:
    """Let ``roles`` send events to the State class; without this, nobody can."""

    def declare(state: StateClass) -> StateClass:
        ROLES[state] = frozenset(roles)
        return state

    return declare


def chained_only(handler: Handler) -> Handler:
    """Let only the page's own opening start the handler, never an event of the browser.

    What it starts then ends with the socket; a client who could start it at will
    could leave behind as many watchers as it likes.
    """
    handler.__chained_only__ = True  # type: ignore[attr-defined]
    return handler


def not_on_return(handler: Handler) -> Handler:
    """Pass the handler by while a page opens whose reader has it before them already.

    For what makes a page begin anew: empties a form, closes a dialog, takes a message away.
    """
    handler.__not_on_return__ = True  # type: ignore[attr-defined]
    return handler
