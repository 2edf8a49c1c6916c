"""The permissions that State classes require; a class that declares none is denied."""

from collections.abc import Callable
from typing import Any, Final, TypeVar

from reflex.state import BaseState

from autoservice.shared.access import Actor, Permission

StateClass = TypeVar("StateClass", bound=type[BaseState])
Handler = TypeVar("Handler", bound=Callable[..., Any])

# The page where somebody begins: the first that they may use.
HOMES: Final = (
    (Permission.READ_REPORTS, "/admin"),
    (Permission.READ_ASSIGNED_ORDERS, "/work"),
    (Permission.READ_OWN_ORDERS, "/orders"),
    # Nothing else is open before the second factor is set up.
    (Permission.MANAGE_OWN_ACCOUNT, "/profile/second-factor"),
    (Permission.VISIT, "/"),
)
PERMISSIONS: Final[dict[type[BaseState], Permission]] = {}


def requires_permission(permission: Permission) -> Callable[[StateClass], StateClass]:
    """Restrict the events of the State class to actors with ``permission``."""

    def declare(state: StateClass) -> StateClass:
        PERMISSIONS[state] = permission
        return state

    return declare


def may_use(actor: Actor, state: type[BaseState]) -> bool:
    """Return whether ``actor`` has the permission that the State class requires."""
    permission = PERMISSIONS.get(state)
    return permission is not None and actor.may(permission)


def home_of(actor: Actor) -> str:
    """Return the path of the page where ``actor`` begins."""
    return next(path for permission, path in HOMES if actor.may(permission))


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
