"""The questions before a change of rights, and the messages after it."""

from typing import Final, NamedTuple

from autoservice.modules.auth.accounts.schemas import UserChange, UserView
from autoservice.shared.access import Role
from autoservice.shared.i18n import N_, translate, translate_plural
from autoservice.ui.entities.user.view_models import ROLE_LABELS
from autoservice.ui.kit.people import display_name


class Question(NamedTuple):
    """The msgids of a question; ``text`` has places for the name and the new role."""

    title: str
    text: str
    answer: str


PROMOTION: Final = Question(
    N_("Make an administrator?"),
    N_("%(name)s will be able to do everything in the shop, this page included."),
    N_("Yes, appoint"),
)
DEMOTION: Final = Question(
    N_("Take away administrator rights?"),
    N_("%(name)s will no longer be able to administer the shop."),
    N_("Yes, take away"),
)
ANOTHER_ROLE: Final = Question(
    N_("Change the role?"), N_("%(name)s: the new role is “%(role)s”."), N_("Yes, change")
)
DISABLING: Final = Question(
    N_("Switch this administrator off?"),
    N_("%(name)s will no longer be able to sign in."),
    N_("Yes, switch off"),
)
DISABLING_WORKER: Final = Question(N_("Switch this account off?"), DISABLING.text, DISABLING.answer)
OPEN_WORK: Final = N_(
    "%(name)s still has %(stages)s. "
    "What is not begun comes back to the queue; give the rest to somebody else."
)


def question_for(change: UserChange, role: str, open_stages: int) -> Question | None:
    """Return the question before the change of an account that has ``role``.

    A role is always asked about: an arrow key on a ``select`` changes it at once.
    """
    is_administrator = role == Role.ADMINISTRATOR
    if change.role is None:
        if change.active:
            return None
        return DISABLING if is_administrator else DISABLING_WORKER if open_stages else None
    if change.role is Role.ADMINISTRATOR:
        return PROMOTION
    return DEMOTION if is_administrator else ANOTHER_ROLE


def goes_on_working(change: UserChange) -> bool:
    """Return whether stages can still be worked on after the change."""
    return bool(change.active) or change.role is Role.MECHANIC


def open_work(locale: str, name: str, open_stages: int) -> str:
    """Return what becomes of the open stages of somebody who will not work on them; empty without any."""
    if not open_stages:
        return ""
    stages = translate_plural(locale, "%(count)d open stage", "%(count)d open stages", open_stages)
    return translate(locale, OPEN_WORK, name=name, stages=stages)


def saved_message(locale: str, user: UserView, change: UserChange) -> str:
    """Return the sentence about a changed account."""
    name = display_name(locale, user.name)
    if change.role is not None:
        return translate(
            locale, N_("%(name)s: %(role)s. Saved."), name=name, role=role_name(locale, user.role)
        )
    if user.active:
        return translate(locale, N_("%(name)s can sign in again. Saved."), name=name)
    return translate(locale, N_("%(name)s can no longer sign in. Saved."), name=name)


def role_name(locale: str, role: Role | None) -> str:
    """Return the role's label; empty for a role that accounts do not have."""
    return translate(locale, ROLE_LABELS[role]) if role in ROLE_LABELS else ""
