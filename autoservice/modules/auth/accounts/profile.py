"""People's own data: name and language, and a copy of all that is stored."""

from typing import Any

from autoservice.events.accounts import ProfileChanged
from autoservice.modules.auth.accounts.ports import UsersRepository
from autoservice.modules.auth.accounts.schemas import ProfileChange, UserView
from autoservice.modules.auth.accounts.views import view_user
from autoservice.modules.auth.errors import UnknownLanguage
from autoservice.modules.auth.models import Session
from autoservice.modules.auth.sessions.ports import SessionsRepository
from autoservice.shared.access import Permission
from autoservice.shared.i18n import LOCALES
from autoservice.shared.service import Service, requires
from autoservice.shared.unit import Unit


class ProfileService(Service):
    """The account that asks."""

    def __init__(self, unit: Unit, users: UsersRepository, sessions: SessionsRepository) -> None:
        super().__init__(unit)
        self._users = users
        self._sessions = sessions

    @requires(Permission.MANAGE_OWN_ACCOUNT)
    async def me(self) -> UserView:
        """Return the account that asks."""
        return view_user(await self._users.get(self._actor.user_id))

    @requires(Permission.MANAGE_OWN_ACCOUNT)
    async def update_profile(self, change: ProfileChange) -> UserView:
        """Change name or language; raises ``UnknownLanguage``."""
        # Locked: an erasure that comes first leaves nothing to change, and none comes in between.
        user = await self._users.get(self._actor.user_id, locked=True)
        if change.locale is not None:
            if change.locale not in LOCALES:
                raise UnknownLanguage()
            user.locale = change.locale
        if change.name is not None:
            user.rename(change.name)
        changed = sorted(change.model_dump(exclude_none=True))
        self._unit.record(ProfileChanged(user.id), f"user:{user.id}", after={"fields": changed})
        return view_user(user)

    @requires(Permission.MANAGE_OWN_ACCOUNT)
    async def export_account(self) -> dict[str, Any]:
        """Return all that is stored about the account itself, ready for JSON."""
        user = await self._users.get(self._actor.user_id)
        sessions = await self._sessions.living(user.id, self._unit.now)
        self._unit.audit("profile_exported", f"user:{user.id}")
        contacts = [
            one.model_dump(exclude={"id", "client_id"}) for one in await self._users.contacts_of(user.id)
        ]
        return {
            "account": view_user(user).model_dump(mode="json")
            | {"remark": user.remark, "tax_number": user.tax_number, "contacts": contacts},
            "sessions": [_export_session(session) for session in sessions],
        }


def _export_session(session: Session) -> dict[str, Any]:
    fields = session.model_dump(mode="json", include={"id", "created_at", "last_seen_at", "expires_at"})
    return fields | {"device": session.user_agent, "address": session.ip_address}
