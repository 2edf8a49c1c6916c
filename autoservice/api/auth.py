"""``/api/auth``: signing in and out."""

from fastapi import APIRouter, Request, Response

from autoservice import work
from autoservice.api.access import EVERYBODY, SIGNED_IN, CurrentActor, opens_to
from autoservice.modules.auth.schemas import Credentials, SignedIn, UserView
from autoservice.shared.cookies import SESSION_COOKIE

router = APIRouter(prefix="/auth", tags=["auth"])


@router.post("/login")
@opens_to(*EVERYBODY)
async def sign_in(
    credentials: Credentials, actor: CurrentActor, request: Request, response: Response
) -> SignedIn:
    """Open a session. Browsers keep it in an HttpOnly cookie, other clients send the token as Bearer."""
    async with work.view(actor) as unit:
        account = await unit.services.auth.check_password(credentials)
    async with work.work(actor) as unit:
        signed_in = await unit.services.auth.open_session(account, request.headers.get("user-agent", ""))
    response.set_cookie(
        SESSION_COOKIE,
        signed_in.access_token,
        expires=signed_in.expires_at,
        httponly=True,
        samesite="lax",
        secure=work.runtime().settings.secure_cookies,
    )
    return signed_in


@router.post("/logout", status_code=204)
@opens_to(*EVERYBODY)
async def sign_out(actor: CurrentActor, response: Response) -> None:
    """End the session; for somebody who has none there is nothing to do."""
    if actor.signed_in:
        async with work.work(actor) as unit:
            await unit.services.auth.sign_out()
    response.delete_cookie(SESSION_COOKIE)


@router.get("/me")
@opens_to(*SIGNED_IN)
async def me(actor: CurrentActor) -> UserView:
    """The account that asks."""
    async with work.view(actor) as unit:
        return await unit.services.auth.me()
