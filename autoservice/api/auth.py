"""``/api/auth``: accounts, signing in and out, tokens."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from autoservice.api.access import CurrentActor, requires_permission
from autoservice.api.documents import DocumentedRoute, fails_with
from autoservice.api.problems import problem, request_locale
from autoservice.api.session_cookies import forget_session, set_session
from autoservice.modules.auth.accounts.schemas import (
    AcceptedInvitation,
    Confirmation,
    Registration,
    RegistrationAnswer,
    UserView,
)
from autoservice.modules.auth.credentials.schemas import ForgottenPassword, NewPassword
from autoservice.modules.auth.errors import (
    BAD_PASSWORD,
    DeadLink,
    LoginTaken,
    NotALogin,
    NotAnEmail,
    NotAPhone,
    SecondFactorRequired,
    SessionOver,
    TooManyAttempts,
    WrongCode,
    WrongCredentials,
)
from autoservice.modules.auth.sessions.schemas import (
    Credentials,
    RefreshRequest,
    SecondFactorAnswer,
    SessionView,
    SignedIn,
    Tokens,
)
from autoservice.modules.auth.sessions.sign_in import Browser
from autoservice.runtime.current import current_runtime, read_only, transaction
from autoservice.shared.access import Permission
from autoservice.shared.cookies import DEVICE_COOKIE, REFRESH_COOKIE
from autoservice.shared.errors import NotFound, Unauthenticated
from autoservice.shared.pagination import Page, PageRequest

router = APIRouter(prefix="/auth", tags=["auth"], route_class=DocumentedRoute)


@router.post("/register", status_code=202)
@requires_permission(Permission.SIGN_IN)
@fails_with(*BAD_PASSWORD, NotALogin, NotAPhone, TooManyAttempts)
async def register(registration: Registration, actor: CurrentActor, request: Request) -> RegistrationAnswer:
    """Ask for a client's account; an e-mail with a code and a link follows.

    The answer is the same whether the login has an account already.
    """
    async with transaction(actor) as unit:
        return await unit.services.registration.register(registration, request_locale(request))


@router.post("/confirm", status_code=204)
@requires_permission(Permission.SIGN_IN)
@fails_with(DeadLink, WrongCode, NotAnEmail, TooManyAttempts, LoginTaken)
async def confirm_registration(answer: Confirmation, actor: CurrentActor) -> None:
    """Begin the account: by the e-mail's code and its address, or by the token of its link."""
    async with transaction(actor) as unit:
        await unit.services.registration.confirm_registration(answer)


@router.post("/invitation", status_code=201)
@requires_permission(Permission.SIGN_IN)
@fails_with(*BAD_PASSWORD, DeadLink, LoginTaken, TooManyAttempts)
async def accept_invitation(accepted: AcceptedInvitation, actor: CurrentActor) -> UserView:
    """Begin the account that an administrator offered."""
    async with transaction(actor) as unit:
        return await unit.services.invitations.accept_invitation(accepted)


@router.post("/login")
@requires_permission(Permission.SIGN_IN)
@fails_with(WrongCredentials, SecondFactorRequired, NotALogin, NotAPhone, TooManyAttempts)
async def sign_in(
    credentials: Credentials, actor: CurrentActor, request: Request, response: Response
) -> SignedIn:
    """Open a session. Browsers keep it in HttpOnly cookies, other clients send the token as Bearer.

    401 ``SecondFactorRequired`` carries a ``challenge`` for ``/api/auth/second-factor``.
    """
    async with transaction(actor) as unit:
        signed_in = await unit.services.sign_in.sign_in(credentials, _browser(request))
    return set_session(request, response, signed_in, signed_in.device_token)


@router.post("/second-factor")
@requires_permission(Permission.SIGN_IN)
@fails_with(WrongCredentials, WrongCode, DeadLink, TooManyAttempts)
async def pass_second_factor(
    answer: SecondFactorAnswer, actor: CurrentActor, request: Request, response: Response
) -> SignedIn:
    """Open a session with the code that follows a right password, or with a recovery code."""
    async with transaction(actor) as unit:
        signed_in = await unit.services.sign_in.pass_second_factor(answer, _browser(request))
    return set_session(request, response, signed_in, signed_in.device_token)


def _browser(request: Request) -> Browser:
    cookies = request.cookies
    return Browser(cookies.get(DEVICE_COOKIE, ""), cookies.get(REFRESH_COOKIE, ""))


@router.post("/refresh", response_model=Tokens)
@requires_permission(Permission.SIGN_IN)
@fails_with(SessionOver, TooManyAttempts)
async def refresh(sent: RefreshRequest, actor: CurrentActor, request: Request, response: Response) -> Any:
    """A new pair of tokens; the refresh token is used up, and works once more only for 30 s."""
    token = sent.refresh_token or request.cookies.get(REFRESH_COOKIE, "")
    try:
        async with transaction(actor) as unit:
            tokens: Tokens = await unit.services.sessions.refresh(token)
    except SessionOver as error:
        over = problem(request, error)
        forget_session(over)
        return over
    return set_session(request, response, tokens)


@router.post("/logout", status_code=204)
@requires_permission(Permission.SIGN_IN)
async def sign_out(
    actor: CurrentActor, request: Request, response: Response, sent: RefreshRequest | None = None
) -> None:
    """End the session; for somebody who has none there is nothing to do.

    A program whose access token is outdated sends its refresh token.
    """
    token = (sent and sent.refresh_token) or request.cookies.get(REFRESH_COOKIE, "")
    if not (actor.signed_in or token) and "authorization" in request.headers:
        raise Unauthenticated()
    async with transaction(actor) as unit:
        await unit.services.sessions.sign_out(token)
    forget_session(response)


@router.post("/password-reset", status_code=202)
@requires_permission(Permission.SIGN_IN)
@fails_with(NotALogin, NotAPhone, TooManyAttempts)
async def request_password_reset(forgotten: ForgottenPassword, actor: CurrentActor, request: Request) -> None:
    """Send an e-mail with a link, if the login has an account; the answer does not tell."""
    async with transaction(actor) as unit:
        await unit.services.passwords.request_reset(forgotten.login, request_locale(request))


@router.post("/password-reset/confirm", status_code=204)
@requires_permission(Permission.SIGN_IN)
@fails_with(*BAD_PASSWORD, DeadLink, TooManyAttempts)
async def reset_password(new: NewPassword, actor: CurrentActor) -> None:
    """Set a new password by the link's token; every session of the account ends."""
    async with transaction(actor) as unit:
        await unit.services.passwords.reset_password(new)


@router.get("/me")
@requires_permission(Permission.MANAGE_OWN_ACCOUNT)
async def me(actor: CurrentActor) -> UserView:
    """The account that asks."""
    async with read_only(actor) as unit:
        return await unit.services.profile.me()


@router.get("/sessions")
@requires_permission(Permission.MANAGE_OWN_ACCOUNT)
async def list_sessions(query: Annotated[PageRequest, Query()], actor: CurrentActor) -> Page[SessionView]:
    """One page of where the account is signed in: this session, then the most recently seen."""
    async with read_only(actor) as unit:
        return await unit.services.sessions.list_sessions(query)


@router.delete("/sessions", status_code=204)
@requires_permission(Permission.MANAGE_OWN_ACCOUNT)
async def sign_out_everywhere(actor: CurrentActor, response: Response) -> None:
    """End all sessions of the account, this one included."""
    async with transaction(actor) as unit:
        await unit.services.sessions.sign_out_everywhere()
    forget_session(response)


@router.delete("/sessions/{session_id}", status_code=204)
@requires_permission(Permission.MANAGE_OWN_ACCOUNT)
@fails_with(NotFound)
async def revoke_session(session_id: str, actor: CurrentActor) -> None:
    """End one session of the account."""
    async with transaction(actor) as unit:
        await unit.services.sessions.revoke_session(session_id)


@router.get("/jwks")
@requires_permission(Permission.VISIT)
async def jwks() -> dict[str, Any]:
    """The public keys that access tokens can be checked with (RFC 7517)."""
    return {"keys": current_runtime().adapters.tokens.public_keys()}
