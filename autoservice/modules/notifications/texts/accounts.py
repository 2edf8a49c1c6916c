"""What e-mails about accounts say, in English msgids. ``%(name)s`` places are filled by ``places``."""

from collections.abc import Mapping
from typing import Any, Final

from autoservice.modules.notifications.kinds import (
    AlreadyRegistered,
    ClaimAnswered,
    ConfirmEmail,
    ConfirmRegistration,
    Content,
    EmailChanged,
    InvitationOffered,
    OrderNews,
    PasswordChanged,
    ProfileDeleted,
    ResetPassword,
    SecondFactorChanged,
    TrialMessage,
)
from autoservice.modules.notifications.texts.claims import CLAIM_GRANTED, CLAIM_REFUSED
from autoservice.modules.notifications.texts.news import ORDER_NEWS, TRIAL
from autoservice.modules.notifications.texts.wording import Wording
from autoservice.shared.access import Role
from autoservice.shared.i18n import N_, translate, translate_plural


def _code_life(content: ConfirmRegistration | ConfirmEmail, locale: str) -> str:
    return translate_plural(
        locale,
        "The code and the link work for %(count)d hour.",
        "The code and the link work for %(count)d hours.",
        content.hours,
    )


def _reset_life(content: ResetPassword, locale: str) -> str:
    return translate_plural(
        locale,
        "The link works once, for %(count)d minute.",
        "The link works once, for %(count)d minutes.",
        content.minutes,
    )


def _invitation_life(content: InvitationOffered, locale: str) -> str:
    return translate_plural(
        locale,
        "The link works once, for %(count)d day.",
        "The link works once, for %(count)d days.",
        content.days,
    )


ROLES: Final = {
    Role.CLIENT: N_("client"),
    Role.MECHANIC: N_("mechanic"),
    Role.ADMINISTRATOR: N_("administrator"),
}

CONFIRM_REGISTRATION: Final = Wording[ConfirmRegistration](
    subject=N_("Confirm your e-mail address"),
    paragraphs=(
        N_("To finish registering, open the link or enter this code on the page where you registered."),
    ),
    button=N_("Finish registering"),
    link=lambda content: content.link,
    life=_code_life,
    code=lambda content: content.code,
    because=N_(
        "You receive this e-mail because somebody registered at %(site)s with this address. "
        "If it was not you, just ignore it."
    ),
)
ALREADY_REGISTERED: Final = Wording[AlreadyRegistered](
    subject=N_("You already have an account"),
    paragraphs=(
        N_(
            "Somebody has just tried to register with this address, but it already has an account. "
            "If it was you, just sign in."
        ),
    ),
    button=N_("Sign in"),
    link=lambda content: content.sign_in_link,
    aside=N_("Forgotten the password? Set a new one:"),
    aside_link=lambda content: content.forgotten_link,
    because=N_(
        "You receive this e-mail because somebody tried to register at %(site)s with this address. "
        "If it was not you, ignore it: nothing has changed in your account."
    ),
)
RESET_PASSWORD: Final = Wording[ResetPassword](
    subject=N_("Reset your password"),
    paragraphs=(N_("Open the link to set a new password. After that, sign in again on all your devices."),),
    button=N_("Set a new password"),
    link=lambda content: content.link,
    life=_reset_life,
    because=N_(
        "You receive this e-mail because somebody asked for a new password for your account at %(site)s. "
        "If it was not you, ignore it: your password stays as it is."
    ),
)
CONFIRM_EMAIL: Final = Wording[ConfirmEmail](
    subject=N_("Confirm your new e-mail address"),
    paragraphs=(
        N_("To use this address for your account, open the link or enter this code in your profile."),
    ),
    button=N_("Confirm the address"),
    link=lambda content: content.link,
    life=_code_life,
    code=lambda content: content.code,
    because=N_(
        "You receive this e-mail because somebody entered this address in a profile at %(site)s. "
        "If it was not you, just ignore it."
    ),
)
EMAIL_CHANGED: Final = Wording[EmailChanged](
    subject=N_("Your e-mail address has changed"),
    paragraphs=(
        N_("Your account now has the address %(new_email)s. You sign in with it, and e-mails go there."),
        N_("If it was not you, tell the shop at once."),
    ),
    because=N_(
        "You receive this e-mail because your account at %(site)s had this address. "
        "If you changed it yourself, there is nothing to do."
    ),
    places=lambda content, _locale: {"new_email": content.new_email},
)
PASSWORD_CHANGED: Final = Wording[PasswordChanged](
    subject=N_("Your password has changed"),
    paragraphs=(
        N_("The password of your account has just been changed."),
        N_("If it was not you, set a new password at once."),
    ),
    button=N_("Set a new password"),
    link=lambda content: content.forgotten_link,
    because=N_(
        "You receive this e-mail because the password of your account at %(site)s was changed. "
        "If you changed it yourself, there is nothing to do."
    ),
)
INVITATION: Final = Wording[InvitationOffered](
    subject=N_("Invitation to autoservice"),
    paragraphs=(
        N_("%(inviter)s invites you to autoservice. Your role: %(role)s."),
        N_("Open the link, choose a password, and you can start."),
    ),
    button=N_("Accept the invitation"),
    link=lambda content: content.link,
    life=_invitation_life,
    because=N_(
        "You receive this e-mail because you were invited to %(site)s. If you don't know why, ignore it."
    ),
    places=lambda content, locale: {
        "inviter": content.inviter,
        "role": translate(locale, ROLES[content.role]),
    },
)
PROFILE_DELETED: Final = Wording[ProfileDeleted](
    subject=N_("Your profile has been deleted"),
    paragraphs=(
        N_(
            "Your personal data has been erased, and nobody can sign in with your account any more. "
            "The shop keeps the orders themselves, without your name."
        ),
    ),
    because=N_(
        "You receive this e-mail because your profile at %(site)s was deleted. It is our last one. "
        "If it was not you, tell the shop."
    ),
)
SECOND_FACTOR_BECAUSE: Final = N_(
    "You receive this e-mail because two-step sign-in was switched for your account at %(site)s. "
    "If you did it yourself, there is nothing to do."
)
SECOND_FACTOR_ADVICE: Final = N_(
    "If it was not you, change the password in your profile at once and end all other sessions."
)
SECOND_FACTOR_ON: Final = Wording[SecondFactorChanged](
    subject=N_("Two-step sign-in is on"),
    paragraphs=(
        N_("From now on, signing in also asks for a code from your authenticator app."),
        SECOND_FACTOR_ADVICE,
    ),
    button=N_("Open my profile"),
    link=lambda content: content.profile_link,
    because=SECOND_FACTOR_BECAUSE,
)
SECOND_FACTOR_OFF: Final = Wording[SecondFactorChanged](
    subject=N_("Two-step sign-in is off"),
    paragraphs=(
        N_("From now on, the password alone is enough to sign in."),
        SECOND_FACTOR_ADVICE,
    ),
    button=N_("Open my profile"),
    link=lambda content: content.profile_link,
    because=SECOND_FACTOR_BECAUSE,
)

WORDINGS: Final[Mapping[type[Content], Wording[Any]]] = {
    ConfirmRegistration: CONFIRM_REGISTRATION,
    AlreadyRegistered: ALREADY_REGISTERED,
    ResetPassword: RESET_PASSWORD,
    ConfirmEmail: CONFIRM_EMAIL,
    EmailChanged: EMAIL_CHANGED,
    PasswordChanged: PASSWORD_CHANGED,
    InvitationOffered: INVITATION,
    ProfileDeleted: PROFILE_DELETED,
    TrialMessage: TRIAL,
}


def wording_of(content: Content) -> Wording[Any]:
    """Return the wording of the content's kind."""
    if isinstance(content, OrderNews):
        return ORDER_NEWS[content.kind]
    if isinstance(content, SecondFactorChanged):
        return SECOND_FACTOR_ON if content.enabled else SECOND_FACTOR_OFF
    if isinstance(content, ClaimAnswered):
        return CLAIM_GRANTED if content.granted else CLAIM_REFUSED
    return WORDINGS[type(content)]
