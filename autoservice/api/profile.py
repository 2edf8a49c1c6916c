"""``/api/profile``: what people set for themselves, guests included."""

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel

from autoservice.api.access import CurrentActor, requires_permission
from autoservice.api.documents import DocumentedRoute, fails_with
from autoservice.api.session_cookies import forget_session, set_locale
from autoservice.modules.auth.accounts.schemas import (
    Confirmation,
    EmailChange,
    PhoneChange,
    PhoneCode,
    ProfileChange,
    UserView,
)
from autoservice.modules.auth.credentials.schemas import (
    Enrolment,
    EnrolmentCode,
    OwnPassword,
    PasswordChange,
    RecoveryCodes,
    SecondFactorView,
)
from autoservice.modules.auth.errors import (
    BAD_PASSWORD,
    OWN_PASSWORD,
    DeadLink,
    LastAdministrator,
    LoginTaken,
    NotAnEmail,
    NotAPhone,
    OnlyLogin,
    PhoneTaken,
    SecondFactorAlreadyOn,
    SecondFactorNotOn,
    SecondFactorObligatory,
    TooManyAttempts,
    UnknownLanguage,
    WrongCode,
)
from autoservice.modules.orders.errors import OrdersStillOpen
from autoservice.runtime.current import read_only, transaction
from autoservice.shared.access import Permission
from autoservice.shared.i18n import LOCALES

router = APIRouter(prefix="/profile", tags=["profile"], route_class=DocumentedRoute)


class LanguageChoice(BaseModel):
    """One of the languages the program speaks."""

    locale: str


@router.post("/language", status_code=204)
@requires_permission(Permission.VISIT)
@fails_with(UnknownLanguage)
async def choose_language(choice: LanguageChoice, actor: CurrentActor, response: Response) -> None:
    """Remember the language: in a cookie for this browser, and with the account if there is one."""
    if choice.locale not in LOCALES:
        raise UnknownLanguage()
    if actor.signed_in:
        async with transaction(actor) as unit:
            await unit.services.profile.update_profile(ProfileChange(locale=choice.locale))
    set_locale(response, choice.locale)


@router.post("")
@requires_permission(Permission.MANAGE_OWN_ACCOUNT)
@fails_with(UnknownLanguage)
async def update_profile(change: ProfileChange, actor: CurrentActor, response: Response) -> UserView:
    """Change the name or the language."""
    async with transaction(actor) as unit:
        user = await unit.services.profile.update_profile(change)
    if user.locale:
        set_locale(response, user.locale)
    return user


@router.post("/password", status_code=204)
@requires_permission(Permission.MANAGE_OWN_ACCOUNT)
@fails_with(*OWN_PASSWORD, *BAD_PASSWORD)
async def change_password(change: PasswordChange, actor: CurrentActor) -> None:
    """Change the password; all other sessions end."""
    async with transaction(actor) as unit:
        await unit.services.passwords.change_password(change)


@router.post("/email", status_code=202)
@requires_permission(Permission.MANAGE_OWN_ACCOUNT)
@fails_with(*OWN_PASSWORD, NotAnEmail, LoginTaken)
async def request_email_change(change: EmailChange, actor: CurrentActor) -> None:
    """Send an e-mail with a code and a link to the new address."""
    async with transaction(actor) as unit:
        await unit.services.logins.request_email_change(change)


@router.post("/email/confirm", status_code=204)
@requires_permission(Permission.SIGN_IN)
@fails_with(DeadLink, WrongCode, LoginTaken, TooManyAttempts)
async def confirm_email(answer: Confirmation, actor: CurrentActor) -> None:
    """Take over the new address: by the code from its e-mail, or by the token of its link."""
    async with transaction(actor) as unit:
        if answer.token:
            await unit.services.logins.confirm_email_by_link(answer.token)
        else:
            await unit.services.logins.confirm_email_by_code(answer.code or "")


@router.post("/phone")
@requires_permission(Permission.MANAGE_OWN_ACCOUNT)
@fails_with(*OWN_PASSWORD, NotAPhone, LoginTaken, OnlyLogin)
async def change_phone(change: PhoneChange, actor: CurrentActor) -> UserView:
    """Send a code to a number, which is the caller's once it was entered; an empty one removes the number.

    A shop that sends no SMS sets the number at once.
    """
    async with transaction(actor) as unit:
        return await unit.services.phones.change_phone(change)


@router.post("/phone/confirm")
@requires_permission(Permission.MANAGE_OWN_ACCOUNT)
@fails_with(WrongCode, PhoneTaken, TooManyAttempts)
async def confirm_phone(answer: PhoneCode, actor: CurrentActor) -> UserView:
    """Take over the number that got the code."""
    async with transaction(actor) as unit:
        return await unit.services.phones.confirm_phone(answer.code)


@router.get("/second-factor")
@requires_permission(Permission.MANAGE_OWN_ACCOUNT)
async def get_second_factor(actor: CurrentActor) -> SecondFactorView:
    """Whether signing in asks for a code."""
    async with read_only(actor) as unit:
        return await unit.services.second_factor.get_second_factor()


@router.post("/second-factor/enrolment")
@requires_permission(Permission.MANAGE_OWN_ACCOUNT)
@fails_with(*OWN_PASSWORD, SecondFactorAlreadyOn)
async def start_enrolment(proof: OwnPassword, actor: CurrentActor) -> Enrolment:
    """A fresh secret for an authenticator app."""
    async with transaction(actor) as unit:
        return await unit.services.second_factor.start_enrolment(proof.current_password)


@router.post("/second-factor/enrolment/confirm")
@requires_permission(Permission.MANAGE_OWN_ACCOUNT)
@fails_with(WrongCode, SecondFactorAlreadyOn, TooManyAttempts)
async def confirm_enrolment(proof: EnrolmentCode, actor: CurrentActor) -> RecoveryCodes:
    """Switch the second factor on; the recovery codes are shown this one time."""
    async with transaction(actor) as unit:
        return await unit.services.second_factor.confirm_enrolment(proof.code)


@router.post("/second-factor/recovery-codes")
@requires_permission(Permission.MANAGE_OWN_ACCOUNT)
@fails_with(*OWN_PASSWORD, SecondFactorNotOn)
async def renew_recovery_codes(proof: OwnPassword, actor: CurrentActor) -> RecoveryCodes:
    """New recovery codes instead of the old ones."""
    async with transaction(actor) as unit:
        return await unit.services.second_factor.renew_recovery_codes(proof.current_password)


@router.post("/second-factor/disable", status_code=204)
@requires_permission(Permission.MANAGE_OWN_ACCOUNT)
@fails_with(*OWN_PASSWORD, SecondFactorNotOn, SecondFactorObligatory)
async def disable_second_factor(proof: OwnPassword, actor: CurrentActor) -> None:
    """Switch the second factor off."""
    async with transaction(actor) as unit:
        await unit.services.second_factor.disable(proof.current_password)


@router.get("/export")
@requires_permission(Permission.MANAGE_OWN_ACCOUNT)
async def export_profile(actor: CurrentActor) -> Response:
    """All that the shop knows of the account, as a JSON file."""
    async with transaction(actor) as unit:
        content = await unit.services.profile.export_account()
        content["vehicles"] = await unit.services.vehicles.export_vehicles()
        content["orders"] = await unit.services.own_orders.export_orders()
        content["photos"] = await unit.services.request_photos.export_photos()
        content["notifications"] = await unit.services.notification_preferences.export_notifications()
        content["messages"] = await unit.services.messages.export_messages()
        content["talk"] = await unit.services.talk.export_messages()
    disposition = {"Content-Disposition": 'attachment; filename="autoservice-profile.json"'}
    return JSONResponse(content, headers=disposition)


@router.post("/delete", status_code=204)
@requires_permission(Permission.MANAGE_OWN_ACCOUNT)
@fails_with(*OWN_PASSWORD, LastAdministrator, OrdersStillOpen)
async def delete_profile(proof: OwnPassword, actor: CurrentActor, response: Response) -> None:
    """Erase the person from the account; what they ordered and did stays, without their name."""
    async with transaction(actor) as unit:
        await unit.services.erasure.delete_profile(proof.current_password)
        # Last: the account is locked now, so no order of its owner is on its way. Undoes all that.
        await unit.services.own_orders.check_nothing_open()
        await unit.services.visits.forget_visits()
        await unit.services.decisions.forget_origins()
        await unit.services.request_photos.forget_photos()
        await unit.services.vehicles.forget_vehicles()
        await unit.services.template_drafts.forget_drafts()
        await unit.services.claims.forget_claims()
        await unit.services.notification_preferences.forget_notifications()
        await unit.services.messages.forget_messages()
        await unit.services.talk.forget_talk()
    forget_session(response)
