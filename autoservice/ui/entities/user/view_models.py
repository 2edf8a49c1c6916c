"""Accounts, sessions and invitations in the words of one reader's language."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import phonenumbers
from babel.dates import format_date

from autoservice.modules.auth.schemas import InvitationView, SessionView, UserView
from autoservice.shared.access import Role
from autoservice.shared.i18n import N_, format_moment, translate
from autoservice.ui.entities.user.devices import device_name
from autoservice.ui.kit.theme import ViewModelVar

ROLE_LABELS: Final = {
    Role.CLIENT: N_("Client"),
    Role.MECHANIC: N_("Mechanic"),
    Role.ADMINISTRATOR: N_("Administrator"),
}
# When somebody was last seen is known to some ten minutes.
NOW: Final = timedelta(minutes=15)


@dataclass(frozen=True)
class UserViewModel:
    """An account in a list; ``own`` is the reader's."""

    id: str
    name: str
    email: str
    phone: str
    role: str
    second_factor: bool
    active: bool
    created: str
    own: bool


UserVar = ViewModelVar


@dataclass(frozen=True)
class SessionViewModel:
    """A place where the reader is signed in."""

    id: str
    device: str
    address: str
    created: str
    seen: str
    current: bool


SessionVar = ViewModelVar


@dataclass(frozen=True)
class InvitationViewModel:
    """An invitation that waits to be accepted."""

    id: str
    name: str
    email: str
    role: str
    expires: str


InvitationVar = ViewModelVar


def user_view_model(user: UserView, reader_id: int, locale: str, zone: str) -> UserViewModel:
    """The account as the administrator ``reader_id`` sees it."""
    return UserViewModel(
        id=str(user.id),
        name=user.name,
        email=user.email,
        phone=format_phone(user.phone),
        role=user.role.value,
        second_factor=user.second_factor,
        active=user.active,
        created=_format_day(locale, user.created_at, zone),
        own=user.id == reader_id,
    )


def session_view_model(session: SessionView, now: datetime, locale: str, zone: str) -> SessionViewModel:
    """The session, its device in words and its moments in the shop's ``zone``."""
    here = session.current or now - session.last_seen_at < NOW
    return SessionViewModel(
        id=session.id,
        device=device_name(session.device) or translate(locale, N_("Unknown device")),
        address=session.address,
        created=format_moment(locale, session.created_at, zone),
        seen=translate(locale, N_("just now")) if here else format_moment(locale, session.last_seen_at, zone),
        current=session.current,
    )


def invitation_view_model(invitation: InvitationView, locale: str, zone: str) -> InvitationViewModel:
    """The invitation, and until when it can be accepted."""
    return InvitationViewModel(
        id=str(invitation.id),
        name=invitation.name,
        email=invitation.email,
        role=translate(locale, ROLE_LABELS[invitation.role]),
        expires=format_moment(locale, invitation.expires_at, zone),
    )


def format_phone(number: str) -> str:
    """A number in E.164 as people write it, such as "+7 916 123-45-67"."""
    if not number:
        return ""
    parsed = phonenumbers.parse(number)
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def _format_day(locale: str, moment: datetime, zone: str) -> str:
    return format_date(moment.astimezone(ZoneInfo(zone)), "medium", locale=locale)
