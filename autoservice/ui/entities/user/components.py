"""Components of an account."""

from collections.abc import Iterable
from typing import Any

import reflex as rx

from autoservice.shared.access import Role
from autoservice.ui.entities.user.view_models import ROLE_LABELS, UserVar
from autoservice.ui.kit.feedback import badge
from autoservice.ui.kit.forms import option
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.session_forms import password_field


def role_options(roles: Iterable[Role] = tuple(ROLE_LABELS)) -> list[rx.Component]:
    """Return the options of a ``select``, one for each role."""
    return [option(t(ROLE_LABELS[role]), role.value) for role in roles]


def called(user: UserVar) -> Any:
    """Return what tells the person from others of the same name."""
    return user.name + ", " + rx.cond(user.email != "", user.email, user.phone)


def email_fails_badge() -> rx.Component:
    """Return the mark of an e-mail address that does not exist."""
    return badge(t("No such mailbox"), "warning")


def current_password_field(id: str) -> rx.Component:
    """Return the field of the current password, which proves the owner; ``id`` is unique within the page."""
    return password_field(t("Current password"), "current_password", id=id)
