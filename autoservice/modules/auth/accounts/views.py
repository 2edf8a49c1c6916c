"""Accounts as they are shown."""

from autoservice.modules.auth.accounts.schemas import UserView
from autoservice.modules.auth.models import User
from autoservice.shared.access import Role


def view_user(user: User) -> UserView:
    """The account as its owner and administrators see it."""
    return UserView(
        id=user.id,
        email=user.reached_email or "",
        phone=user.reached_phone or "",
        name=user.name,
        role=Role(user.role),
        locale=user.locale,
        active=user.active,
        second_factor=user.has_second_factor,
        created_at=user.created_at,
        phone_confirmed=bool(user.confirmed_phone),
        claimed=user.is_claimed,
        email_fails=user.email_fails,
    )
