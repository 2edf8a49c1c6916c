"""Accounts, sessions and invitations in the viewer's language."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import phonenumbers
from babel.dates import format_date

from autoservice.modules.auth.accounts.schemas import InvitationView, UserView
from autoservice.modules.auth.sessions.schemas import SessionView
from autoservice.shared.access import Role
from autoservice.shared.i18n import N_, format_moment, translate
from autoservice.ui.current import Viewer
from autoservice.ui.entities.user.user_agents import browser_name
from autoservice.ui.kit.theme import ViewModelVar

ROLE_LABELS: Final = {
    Role.CLIENT: N_("Client"),
    Role.MECHANIC: N_("Mechanic"),
    Role.ADMINISTRATOR: N_("Administrator"),
}
# The last use of a session is recorded to some ten minutes.
NOW: Final = timedelta(minutes=15)


@dataclass(frozen=True)
class UserViewModel:
    """An account in a list; ``is_viewer`` marks the viewer's own."""

    id: str
    name: str
    email: str
    email_fails: bool
    phone: str
    role: str
    second_factor: bool
    active: bool
    created: str
    is_viewer: bool
    claimed: bool
    # The card of a client; empty for staff.
    url: str
    is_mechanic: bool
    skills: str


UserVar = ViewModelVar


@dataclass(frozen=True)
class SessionViewModel:
    """A session of the viewer."""

    id: str
    browser: str
    ip_address: str
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


def user_view_model(user: UserView, viewer: Viewer, skills: Sequence[str] = ()) -> UserViewModel:
    """Return the account as an administrator sees it, with a mechanic's ``skills``."""
    return UserViewModel(
        id=str(user.id),
        name=user.name,
        email=user.email,
        email_fails=user.email_fails,
        phone=format_phone(user.phone),
        role=user.role.value,
        second_factor=user.second_factor,
        active=user.active,
        created=format_day(user.created_at, viewer),
        is_viewer=user.id == viewer.actor.user_id,
        claimed=user.claimed,
        url=f"/admin/clients/{user.id}" if user.role is Role.CLIENT else "",
        is_mechanic=user.role is Role.MECHANIC,
        skills=", ".join(skills),
    )


def session_view_model(session: SessionView, now: datetime, viewer: Viewer) -> SessionViewModel:
    """Return the session with the name of its browser."""
    locale, zone = viewer.locale, viewer.zone
    here = session.current or now - session.last_seen_at < NOW
    return SessionViewModel(
        id=session.id,
        browser=browser_name(session.device) or translate(locale, N_("Unknown device")),
        ip_address=session.address,
        created=format_moment(locale, session.created_at, zone),
        seen=translate(locale, N_("just now")) if here else format_moment(locale, session.last_seen_at, zone),
        current=session.current,
    )


def invitation_view_model(invitation: InvitationView, viewer: Viewer) -> InvitationViewModel:
    """Return the invitation with the moment of its expiry."""
    return InvitationViewModel(
        id=str(invitation.id),
        name=invitation.name,
        email=invitation.email,
        role=translate(viewer.locale, ROLE_LABELS[invitation.role]),
        expires=format_moment(viewer.locale, invitation.expires_at, viewer.zone),
    )


def format_phone(number: str) -> str:
    """Return a number in E.164 in international form, such as "+7 916 123-45-67"."""
    if not number:
        return ""
    parsed = phonenumbers.parse(number)
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def format_day(moment: datetime, viewer: Viewer) -> str:
    """Return the day of a moment in the shop's zone."""
    return format_date(moment.astimezone(ZoneInfo(viewer.zone)), "medium", locale=viewer.locale)
