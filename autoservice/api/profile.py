"""``/api/profile``: what people set for themselves, guests included."""

from fastapi import APIRouter, Response
from pydantic import BaseModel

from autoservice import work
from autoservice.api.access import EVERYBODY, CurrentActor, opens_to
from autoservice.modules.auth.errors import UnknownLanguage
from autoservice.shared.cookies import LOCALE_COOKIE
from autoservice.shared.i18n import LOCALES

router = APIRouter(prefix="/profile", tags=["profile"])

YEAR_SECONDS = 365 * 24 * 3600


class LanguageChoice(BaseModel):
    """One of the languages the program speaks."""

    locale: str


@router.post("/language", status_code=204)
@opens_to(*EVERYBODY)
async def choose_language(choice: LanguageChoice, actor: CurrentActor, response: Response) -> None:
    """Remember the language: in a cookie for this browser, and with the account if there is one."""
    if choice.locale not in LOCALES:
        raise UnknownLanguage()
    if actor.signed_in:
        async with work.work(actor) as unit:
            await unit.services.auth.choose_language(choice.locale)
    response.set_cookie(
        LOCALE_COOKIE,
        choice.locale,
        max_age=YEAR_SECONDS,
        samesite="lax",
        secure=work.runtime().settings.secure_cookies,
    )
