"""Who may call what over REST. What is not declared is denied, to everybody.

The guard runs before every operation of the app, and before a single byte of its body is
read. It finds the actor, refuses requests that another site made with the reader's
cookies, and checks the permission that ``@requires_permission`` put on the operation.
Denials are audited.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Annotated, Final, TypeVar

from fastapi import Depends, Request, Security
from fastapi.routing import APIRoute
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from autoservice.api.bodies import CappedBody
from autoservice.runtime.current import current_runtime
from autoservice.shared.access import GUEST, Actor, Permission, declared_access
from autoservice.shared.cookies import LINK_COOKIE, REFRESH_COOKIE, SESSION_COOKIE
from autoservice.shared.errors import AccessDenied, TooLarge, Unauthenticated
from autoservice.shared.i18n import N_
from autoservice.shared.same_site import is_from_browser, is_same_site

Operation = TypeVar("Operation", bound=Callable[..., object])

BEARER: Final = HTTPBearer(auto_error=False)
SAFE_METHODS: Final = ("GET", "HEAD", "OPTIONS")
# Far more than the longest form says; photos are counted where they are read.
BODY_BYTES: Final = 256 * 1024
# Who was let in is asked for again when a body took longer: a right may have been lost before it was there.
ASKED_AGAIN_AFTER: Final = timedelta(seconds=1)
# The cookies that let somebody in.
OPENING_COOKIES: Final = (SESSION_COOKIE, REFRESH_COOKIE, LINK_COOKIE)


class ForeignRequest(AccessDenied):
    """A request that our own pages did not make, or that cannot show that they did."""

    code = "ForeignRequest"
    message = N_("This request did not come from a page of this site.")


class BodyTooLarge(TooLarge):
    """More was sent than any form holds."""

    code = "BodyTooLarge"
    message = N_("That is more than can be sent at once. Please shorten it.")


def requires_permission(permission: Permission) -> Callable[[Operation], Operation]:
    """Let whoever has ``permission`` call the operation; without this, nobody can."""

    def declare(operation: Operation) -> Operation:
        operation.__access__ = permission  # type: ignore[attr-defined]
        return operation

    return declare


def counts_its_body(operation: Operation) -> Operation:
    """The operation reads its body itself, up to a limit of its own."""
    operation.__counts_its_body__ = True  # type: ignore[attr-defined]
    return operation


def from_any_site(operation: Operation) -> Operation:
    """The operation takes its authority from its address alone: nobody is signed in, and any site may ask."""
    operation.__from_any_site__ = True  # type: ignore[attr-defined]
    return operation


class GuardedBodies:
    """Middleware that reads no body before its request is authorized, and none without end.

    FastAPI reads and parses the body first and asks the dependencies then: a stranger
    would be told what is wrong with a body that is not theirs to send. And it reads all of
    it, whatever its size, before any schema says how long a field may be.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one call."""
        capped = CappedBody(receive, BODY_BYTES, BodyTooLarge())

        async def receive_if_authorized() -> Message:
            if isinstance(scope.get("route"), APIRoute):
                await authorize(Request(scope))
            counts_itself = hasattr(scope.get("endpoint"), "__counts_its_body__")
            return await (receive() if counts_itself else capped.receive())

        await self.app(scope, receive_if_authorized if scope["type"] == "http" else receive, send)


async def guard(
    request: Request, _: Annotated[HTTPAuthorizationCredentials | None, Security(BEARER)]
) -> None:
    """Authorize the request: the app's dependency, for operations without a body and for the document."""
    await authorize(request)


async def authorize(request: Request) -> None:
    """Set ``request.state.actor``; raises ``Unauthenticated`` or ``AccessDenied``.

    Once for each request, and again for one whose body takes its time: what was begun with a right
    must not be finished without it.
    """
    state, now = request.state, current_runtime().clock()
    before = getattr(state, "authorized_at", None)
    if before and abs(now - before) < ASKED_AGAIN_AFTER:
        return
    former, state.actor = getattr(state, "actor", GUEST), GUEST
    try:
        state.actor = actor = await (_present(former) if before else _caller(request))
        _check_permission(actor, request.scope["endpoint"])
    except (Unauthenticated, AccessDenied) as denial:
        action = "foreign_request" if isinstance(denial, ForeignRequest) else "rest"
        await current_runtime().denials.audit(state.actor, action, operation_of(request))
        raise
    state.authorized_at = now


async def _present(actor: Actor) -> Actor:
    """Who that is by now; asked by the session, since an access token may end while a photo is sent."""
    return await current_runtime().identity.actor_of_session(actor.session_id) if actor.session_id else actor


async def authorized_actor(request: Request) -> Actor:
    """Return who sends the request, for an operation that has read its body itself."""
    await authorize(request)
    return await _actor(request)


async def _caller(request: Request) -> Actor:
    # Neither a cookie nor the lack of an Origin counts there (RFC 8058).
    if hasattr(request.scope["endpoint"], "__from_any_site__"):
        return GUEST
    bearer = await BEARER(request)
    if bearer:
        return await _bearer_of(bearer.credentials)
    if request.method not in SAFE_METHODS and is_foreign(request):
        raise ForeignRequest()
    identity = current_runtime().identity
    actor = await identity.actor_of(request.cookies.get(SESSION_COOKIE))
    if actor is GUEST and (link := await identity.session_of_link(request.cookies.get(LINK_COOKIE))):
        actor = await identity.actor_of_session(link)
    # What one person's phone kept must not be sent in the name of whoever signed in since.
    if request.headers.get("x-queue-owner", str(actor.user_id)) != str(actor.user_id):
        raise Unauthenticated()
    return actor


async def _bearer_of(token: str) -> Actor:
    """Who holds the token. With an outdated one of ours, a guest: programs send it along to refresh it."""
    runtime = current_runtime()
    actor = await runtime.identity.actor_of(token)
    if actor is GUEST and not runtime.adapters.tokens.is_outdated(token, runtime.clock()):
        raise Unauthenticated()
    return actor


def _check_permission(actor: Actor, endpoint: object) -> None:
    permission = declared_access(endpoint)
    if permission is None:
        raise actor.refusal()
    actor.check(permission)


def operation_of(request: Request) -> str:
    """Method and path of the operation as the document has them: no number, name or token is in it."""
    route: APIRoute = request.scope["route"]
    # A module's routes do not know the prefix that they are included under.
    prefix = "" if route.path_regex.match(request.scope["path"]) else "/api"
    return f"{request.method} {prefix}{route.path_format}"


def is_foreign(request: Request) -> bool:
    """Whether an unsafe request may have been made by a page of another site.

    Browsers send ``Sec-Fetch-Site`` or ``Origin`` with such requests and pages cannot forge
    them, so neither may contradict. A program that sends neither has no stolen cookies, as
    long as it has none that open anything.
    """
    headers = request.headers
    if not is_from_browser(headers):
        return any(name in request.cookies for name in OPENING_COOKIES)
    if headers.get("sec-fetch-site", "same-origin") != "same-origin":
        return True
    allowed, host = current_runtime().settings.allowed_origins, headers.get("host", "")
    return "origin" in headers and not is_same_site(headers["origin"], allowed, request.scope["scheme"], host)


async def _actor(request: Request) -> Actor:
    actor: Actor = request.state.actor
    return actor


CurrentActor = Annotated[Actor, Depends(_actor)]
