"""Signing in and out, and who is behind a session."""

import secrets
from dataclasses import dataclass
from datetime import timedelta

from autoservice.events import UserRegistered
from autoservice.modules.auth.errors import AddressTaken, MechanicNotFound, UnknownLanguage, WrongCredentials
from autoservice.modules.auth.models import Session, User
from autoservice.modules.auth.ports import PasswordHasher, TokenService, UsersRepository
from autoservice.modules.auth.schemas import Credentials, MechanicView, NewAccount, SignedIn, UserView
from autoservice.shared.access import Permission, Role, Service, requires
from autoservice.shared.errors import NotFound
from autoservice.shared.i18n import LOCALES
from autoservice.shared.unit import Unit


@dataclass(frozen=True)
class CheckedAccount:
    """Proof that a password was checked, and a new hash if the stored one is outdated."""

    user_id: int
    stronger_hash: str | None


class AuthService(Service):
    """Accounts and sessions."""

    def __init__(
        self,
        unit: Unit,
        users: UsersRepository,
        hasher: PasswordHasher,
        tokens: TokenService,
        session_life: timedelta,
    ) -> None:
        super().__init__(unit)
        self._users = users
        self._hasher = hasher
        self._tokens = tokens
        self._session_life = session_life

    @requires(Permission.SIGN_IN)
    async def check_password(self, credentials: Credentials) -> CheckedAccount:
        """The account whose password this is; raises ``WrongCredentials``, one answer for every cause.

        Takes as long for an unknown address. It only reads: hashing is slow and
        must not happen while a write transaction keeps others waiting.
        """
        user = await self._users.by_email(normalise_email(credentials.email))
        matches, stronger = await self._hasher.verify(
            credentials.password, user.password_hash if user else ""
        )
        if not (user and user.active and matches):
            raise WrongCredentials()
        return CheckedAccount(user.id or 0, stronger)

    @requires(Permission.SIGN_IN)
    async def open_session(self, account: CheckedAccount, device: str) -> SignedIn:
        """Open a session for an account whose password was just checked."""
        user = await self._users.by_id(account.user_id)
        if user is None or not user.active:
            raise WrongCredentials()
        user.password_hash = account.stronger_hash or user.password_hash
        session = self._new_session(account.user_id, device)
        self._users.add(session)
        self._unit.audit("sign_in", f"user:{user.id}")
        token = self._tokens.issue(session.id, session.user_id, session.created_at, session.expires_at)
        return SignedIn(access_token=token, expires_at=session.expires_at, user=_view(user))

    def _new_session(self, user_id: int, device: str) -> Session:
        now = self._unit.now
        return Session(
            id=secrets.token_hex(16),
            user_id=user_id,
            created_at=now,
            expires_at=now + self._session_life,
            device=device[:300],
        )

    @requires(Permission.MANAGE_OWN_SESSION)
    async def sign_out(self) -> None:
        """Revoke the session that asks."""
        session = await self._users.session(self._actor.session_id)
        if session:
            session.revoked_at = self._unit.now
            self._unit.audit("sign_out", f"user:{session.user_id}")

    @requires(Permission.MANAGE_OWN_SESSION)
    async def me(self) -> UserView:
        """The account that asks."""
        return _view(await self._own())

    @requires(Permission.MANAGE_OWN_SESSION)
    async def choose_language(self, locale: str) -> None:
        """Remember the language with the account."""
        if locale not in LOCALES:
            raise UnknownLanguage()
        (await self._own()).locale = locale

    @requires(Permission.MANAGE_USERS)
    async def create_account(self, wanted: NewAccount) -> UserView:
        """Make an account that can sign in at once; raises ``AddressTaken``."""
        email = normalise_email(wanted.email)
        if await self._users.by_email(email):
            raise AddressTaken()
        user = User(
            email=email,
            name=wanted.name,
            role=wanted.role.value,
            password_hash=await self._hasher.hash(wanted.password),
            created_at=self._unit.now,
        )
        await self._users.insert(user)
        self._unit.audit("account_created", f"user:{user.id}", after=wanted.role.value)
        self._unit.emit(UserRegistered(user.id or 0))
        return _view(user)

    @requires(Permission.READ_USERS)
    async def list_mechanics(self) -> list[MechanicView]:
        """Everybody to whom work can be given, by name."""
        users = await self._users.with_role(Role.MECHANIC)
        return [MechanicView(id=user.id or 0, name=user.name) for user in users]

    @requires(Permission.READ_USERS)
    async def get_mechanic(self, mechanic_id: int) -> MechanicView:
        """One of them; raises ``MechanicNotFound``."""
        user = await self._users.by_id(mechanic_id)
        if not user or not user.active or user.role != Role.MECHANIC:
            raise MechanicNotFound()
        return MechanicView(id=mechanic_id, name=user.name)

    @requires(Permission.READ_ORDERS)
    async def get_names(self, user_ids: set[int]) -> dict[int, str]:
        """Names by id, for those who may see the order they stand in."""
        return await self._users.names(sorted(user_ids)) if user_ids else {}

    async def _own(self) -> User:
        user = await self._users.by_id(self._actor.user_id)
        if user is None:
            raise NotFound()
        return user


def normalise_email(address: str) -> str:
    """The one spelling under which an address is stored and looked up."""
    return address.strip().casefold()


def _view(user: User) -> UserView:
    return UserView(
        id=user.id or 0, email=user.email, name=user.name, role=Role(user.role), locale=user.locale
    )
