"""Who may call what over REST. What is not declared is denied, to everybody.

One dependency of the whole app runs before every operation. It finds out who
calls, refuses requests that another site made with the reader's cookies, and
reads the roles that ``@opens_to`` put on the operation.
"""

from collections.abc import Callable
from typing import Annotated, Final, TypeVar
from urllib.parse import urlsplit

from fastapi import Depends, Request, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from autoservice import work
from autoservice.shared.access import GUEST, Actor, Role
from autoservice.shared.cookies import SESSION_COOKIE
from autoservice.shared.errors import AccessDenied, Unauthenticated
from autoservice.shared.i18n import N_

Operation = TypeVar("Operation", bound=Callable[..., object])

EVERYBODY: Final = (Role.GUEST, Role.CLIENT, Role.MECHANIC, Role.ADMINISTRATOR)
SIGNED_IN: Final = (Role.CLIENT, Role.MECHANIC, Role.ADMINISTRATOR)
SHOP: Final = (Role.MECHANIC, Role.ADMINISTRATOR)
Bearer = Annotated[HTTPAuthorizationCredentials | None, Security(HTTPBearer(auto_error=False))]
SAFE_METHODS: Final = ("GET", "HEAD", "OPTIONS")


class ForeignRequest(AccessDenied):
    """A cookie came along with a request that our own pages did not make."""

    message = N_("This request did not come from a page of this site.")


def opens_to(*roles: Role) -> Callable[[Operation], Operation]:
    """Let ``roles`` call the operation; without this, nobody can."""

    def declare(operation: Operation) -> Operation:
        operation.__roles__ = frozenset(roles)  # type: ignore[attr-defined]
        return operation

    return declare


async def guard(request: Request, bearer: Bearer) -> None:
    """The app-level dependency; leaves the caller in ``request.state.actor``."""
    request.state.actor = GUEST
    request.state.actor = actor = await _caller(request, bearer)
    endpoint = request.scope["endpoint"]
    if actor.role not in getattr(endpoint, "__roles__", frozenset()):
        raise Unauthenticated() if actor.role is Role.GUEST else AccessDenied()


async def _caller(request: Request, bearer: HTTPAuthorizationCredentials | None) -> Actor:
    if bearer:
        actor = await work.runtime().actor_of(bearer.credentials)
        if actor is GUEST:
            raise Unauthenticated()
        return actor
    if request.method not in SAFE_METHODS and not is_own_page(request):
        raise ForeignRequest()
    actor = await work.runtime().actor_of(request.cookies.get(SESSION_COOKIE))
    # What one person's phone kept must not be sent in the name of whoever signed in since.
    if request.headers.get("x-queue-owner", str(actor.user_id)) != str(actor.user_id):
        raise Unauthenticated()
    return actor


def is_own_page(request: Request) -> bool:
    """Whether a browser's request was made by a page of this site.

    Browsers send ``Sec-Fetch-Site`` or ``Origin`` with unsafe requests and pages
    cannot forge them. A program that sends neither carries no stolen cookies.
    """
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    origin = request.headers.get("origin")
    return origin is None or urlsplit(origin).netloc == request.headers.get("host")


async def _actor(request: Request) -> Actor:
    actor: Actor = request.state.actor
    return actor


CurrentActor = Annotated[Actor, Depends(_actor)]
