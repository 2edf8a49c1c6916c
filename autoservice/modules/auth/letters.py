"""The letters that this module has to send; how they look is the notifications module's."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class LetterKind(StrEnum):
    """What a letter is about, and which ``fields`` it has."""

    CONFIRM_REGISTRATION = "confirm_registration"  # code, link, hours
    ALREADY_REGISTERED = "already_registered"  # link (sign in), reset_link
    RESET_PASSWORD = "reset_password"  # noqa: S105 - link, minutes
    CONFIRM_EMAIL = "confirm_email"  # code, link, hours
    EMAIL_CHANGED = "email_changed"  # to the former address; new_email (masked)
    PASSWORD_CHANGED = "password_changed"  # noqa: S105 - reset_link
    SECOND_FACTOR_CHANGED = "second_factor_changed"  # state: "on" or "off"; link (profile)
    INVITATION = "invitation"  # inviter, role (a Role's value), link, days
    PROFILE_DELETED = "profile_deleted"  # no fields


@dataclass(frozen=True)
class Letter:
    """One letter to one address, in ``locale`` ("ru" or "en")."""

    kind: LetterKind
    to: str
    locale: str
    name: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
