"""What each letter says, in English msgids. ``%(name)s`` places are filled from the letter's fields."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from autoservice.modules.auth.letters import LetterKind
from autoservice.shared.access import Role
from autoservice.shared.i18n import N_, translate_plural

Fields = Mapping[str, str]


def _code_life(locale: str, fields: Fields) -> str:
    return translate_plural(
        locale,
        "The code and the link work for %(count)d hour.",
        "The code and the link work for %(count)d hours.",
        int(fields["hours"]),
    )


def _reset_life(locale: str, fields: Fields) -> str:
    return translate_plural(
        locale,
        "The link works once, for %(count)d minute.",
        "The link works once, for %(count)d minutes.",
        int(fields["minutes"]),
    )


def _invitation_life(locale: str, fields: Fields) -> str:
    return translate_plural(
        locale,
        "The link works once, for %(count)d day.",
        "The link works once, for %(count)d days.",
        int(fields["days"]),
    )


@dataclass(frozen=True)
class Wording:
    """One kind of letter.

    ``button`` leads to the field named ``target``; ``life`` says how long that works.
    ``because`` is the last line: why the letter came, and what to do if it should not have.
    """

    subject: str
    paragraphs: tuple[str, ...]
    because: str
    button: str = ""
    target: str = "link"
    life: Callable[[str, Fields], str] | None = None
    has_code: bool = False
    # A second, quieter link below: its sentence and its field.
    aside: str = ""
    aside_target: str = ""


HELLO: Final = N_("Hello!")
HELLO_NAME: Final = N_("Hello, %(name)s!")
PLAIN_LINK: Final = N_("If the button does not work, open this address:")

ROLES: Final = {
    Role.CLIENT.value: N_("client"),
    Role.MECHANIC.value: N_("mechanic"),
    Role.ADMINISTRATOR.value: N_("administrator"),
}

WORDINGS: Final[Mapping[LetterKind, Wording]] = {
    LetterKind.CONFIRM_REGISTRATION: Wording(
        subject=N_("Confirm your e-mail address"),
        paragraphs=(
            N_("To finish registering, open the link or enter this code on the page where you registered."),
        ),
        button=N_("Finish registering"),
        life=_code_life,
        has_code=True,
        because=N_(
            "You receive this letter because somebody registered at %(site)s with this address. "
            "If it was not you, just ignore it."
        ),
    ),
    LetterKind.ALREADY_REGISTERED: Wording(
        subject=N_("You already have an account"),
        paragraphs=(
            N_(
                "Somebody has just tried to register with this address, but it already has an account. "
                "If it was you, just sign in."
            ),
        ),
        button=N_("Sign in"),
        aside=N_("Forgotten the password? Set a new one:"),
        aside_target="reset_link",
        because=N_(
            "You receive this letter because somebody tried to register at %(site)s with this address. "
            "If it was not you, ignore it: nothing has changed in your account."
        ),
    ),
    LetterKind.RESET_PASSWORD: Wording(
        subject=N_("Reset your password"),
        paragraphs=(
            N_("Open the link to set a new password. After that, sign in again on all your devices."),
        ),
        button=N_("Set a new password"),
        life=_reset_life,
        because=N_(
            "You receive this letter because somebody asked for a new password for your account at %(site)s. "
            "If it was not you, ignore it: your password stays as it is."
        ),
    ),
    LetterKind.CONFIRM_EMAIL: Wording(
        subject=N_("Confirm your new e-mail address"),
        paragraphs=(
            N_("To use this address for your account, open the link or enter this code in your profile."),
        ),
        button=N_("Confirm the address"),
        life=_code_life,
        has_code=True,
        because=N_(
            "You receive this letter because somebody entered this address in a profile at %(site)s. "
            "If it was not you, just ignore it."
        ),
    ),
    LetterKind.EMAIL_CHANGED: Wording(
        subject=N_("Your e-mail address has changed"),
        paragraphs=(
            N_("Your account now has the address %(new_email)s. You sign in with it, and letters go there."),
            N_("If it was not you, tell the shop at once."),
        ),
        because=N_(
            "You receive this letter because your account at %(site)s had this address. "
            "If you changed it yourself, there is nothing to do."
        ),
    ),
    LetterKind.PASSWORD_CHANGED: Wording(
        subject=N_("Your password has changed"),
        paragraphs=(
            N_("The password of your account has just been changed."),
            N_("If it was not you, set a new password at once."),
        ),
        button=N_("Set a new password"),
        target="reset_link",
        because=N_(
            "You receive this letter because the password of your account at %(site)s was changed. "
            "If you changed it yourself, there is nothing to do."
        ),
    ),
    LetterKind.INVITATION: Wording(
        subject=N_("Invitation to autoservice"),
        paragraphs=(
            N_("%(inviter)s invites you to autoservice. Your role: %(role)s."),
            N_("Open the link, choose a password, and you can start."),
        ),
        button=N_("Accept the invitation"),
        life=_invitation_life,
        because=N_(
            "You receive this letter because you were invited to %(site)s. If you don't know why, ignore it."
        ),
    ),
    LetterKind.PROFILE_DELETED: Wording(
        subject=N_("Your profile has been deleted"),
        paragraphs=(
            N_(
                "Your personal data has been erased, and nobody can sign in with your account any more. "
                "The shop keeps the orders themselves, without your name."
            ),
        ),
        because=N_(
            "You receive this letter because your profile at %(site)s was deleted. It is our last one. "
            "If it was not you, tell the shop."
        ),
    ),
}

SECOND_FACTOR_BECAUSE: Final = N_(
    "You receive this letter because two-step sign-in was switched for your account at %(site)s. "
    "If you did it yourself, there is nothing to do."
)
SECOND_FACTOR_ADVICE: Final = N_(
    "If it was not you, change the password in your profile at once and end all other sessions."
)
# By the letter's ``state``.
SECOND_FACTOR: Final[Mapping[str, Wording]] = {
    "on": Wording(
        subject=N_("Two-step sign-in is on"),
        paragraphs=(
            N_("From now on, signing in also asks for a code from your authenticator app."),
            SECOND_FACTOR_ADVICE,
        ),
        button=N_("Open my profile"),
        because=SECOND_FACTOR_BECAUSE,
    ),
    "off": Wording(
        subject=N_("Two-step sign-in is off"),
        paragraphs=(
            N_("From now on, the password alone is enough to sign in."),
            SECOND_FACTOR_ADVICE,
        ),
        button=N_("Open my profile"),
        because=SECOND_FACTOR_BECAUSE,
    ),
}
