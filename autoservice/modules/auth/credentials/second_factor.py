"""The second factor: setting it up, switching it off."""

import io
from collections.abc import Collection
from typing import Final

import pyotp
import segno

from autoservice.events.accounts import SecondFactorChanged
from autoservice.modules.auth.accounts.ports import UsersRepository
from autoservice.modules.auth.credentials.attempts import Attempt
from autoservice.modules.auth.credentials.password_proofs import PasswordProofs
from autoservice.modules.auth.credentials.ports import AttemptLimiter, OneTimeSecretsRepository, Vault
from autoservice.modules.auth.credentials.schemas import Enrolment, RecoveryCodes, SecondFactorView
from autoservice.modules.auth.credentials.second_factor_codes import SecondFactorCodes
from autoservice.modules.auth.errors import (
    SecondFactorAlreadyOn,
    SecondFactorNotOn,
    SecondFactorObligatory,
)
from autoservice.modules.auth.models import User
from autoservice.modules.auth.sessions.ports import SessionsRepository
from autoservice.shared.access import Permission
from autoservice.shared.service import Service, requires
from autoservice.shared.unit import Unit

ISSUER: Final = "autoservice"


class SecondFactorService(Service):
    """The second factor of the account that asks."""

    def __init__(
        self,
        unit: Unit,
        users: UsersRepository,
        sessions: SessionsRepository,
        stored: OneTimeSecretsRepository,
        codes: SecondFactorCodes,
        proofs: PasswordProofs,
        vault: Vault,
        limiter: AttemptLimiter,
        required_roles: Collection[str],
    ) -> None:
        super().__init__(unit)
        self._users = users
        self._sessions = sessions
        self._stored = stored
        self._codes = codes
        self._proofs = proofs
        self._vault = vault
        self._limiter = limiter
        self._required_roles = required_roles

    @requires(Permission.MANAGE_OWN_ACCOUNT)
    async def get_second_factor(self) -> SecondFactorView:
        """Return whether it is on, and whether it has to be."""
        user = await self._users.get(self._actor.user_id)
        return SecondFactorView(
            enabled=user.has_second_factor,
            required=user.role in self._required_roles,
            recovery_codes=await self._stored.count_recovery_codes(user.id),
        )

    @requires(Permission.MANAGE_OWN_ACCOUNT)
    async def start_enrolment(self, password: str) -> Enrolment:
        """Make a secret for an authenticator app; it counts once a code has proved that the app has it.

        The password is asked for, because whoever found a phone lying open could lock its
        owner out with an app of their own. Raises ``WrongPassword``, ``SecondFactorAlreadyOn``.
        """
        user = await self._proofs.reauthenticate(password)
        if user.has_second_factor:
            raise SecondFactorAlreadyOn()
        secret = pyotp.random_base32()
        user.totp_secret, user.totp_step = self._vault.encrypt(secret), 0
        self._unit.audit("second_factor_enrolment", f"user:{user.id}")
        uri = pyotp.TOTP(secret).provisioning_uri(name=user.email or user.phone, issuer_name=ISSUER)
        return Enrolment(secret=secret, uri=uri, qr=_draw(uri))

    @requires(Permission.MANAGE_OWN_ACCOUNT)
    async def confirm_enrolment(self, code: str) -> RecoveryCodes:
        """Switch it on with a code of the app; the recovery codes are returned this one time.

        Raises ``SecondFactorAlreadyOn``, ``WrongCode``.
        """
        user = await self._users.get(self._actor.user_id, locked=True)
        if user.has_second_factor:
            raise SecondFactorAlreadyOn()
        attempt = Attempt(self._limiter, f"user:{user.id}", f"enrolment:{user.id}")
        await attempt.begin()
        self._codes.accept_totp(user, code)
        await attempt.succeed()
        user.totp_enabled_at = self._unit.now
        await self._sessions.forget_known_devices(user.id)
        self._unit.record(SecondFactorChanged(user.id), f"user:{user.id}", after="on")
        return RecoveryCodes(codes=await self._codes.renew_recovery_codes(user))

    @requires(Permission.MANAGE_OWN_ACCOUNT)
    async def renew_recovery_codes(self, password: str) -> RecoveryCodes:
        """Replace the recovery codes; raises ``WrongPassword``, ``SecondFactorNotOn``."""
        user = await self._reauthenticate_protected(password)
        self._unit.audit("recovery_codes_renewed", f"user:{user.id}")
        return RecoveryCodes(codes=await self._codes.renew_recovery_codes(user))

    @requires(Permission.MANAGE_OWN_ACCOUNT)
    async def disable(self, password: str) -> None:
        """Switch it off; raises ``WrongPassword``, ``SecondFactorNotOn``, ``SecondFactorObligatory``."""
        user = await self._reauthenticate_protected(password)
        if user.role in self._required_roles:
            raise SecondFactorObligatory()
        user.totp_secret, user.totp_enabled_at = "", None
        await self._stored.forget_recovery_codes(user.id)
        self._unit.record(SecondFactorChanged(user.id), f"user:{user.id}", after="off")

    async def _reauthenticate_protected(self, password: str) -> User:
        user = await self._proofs.reauthenticate(password)
        if not user.has_second_factor:
            raise SecondFactorNotOn()
        return user


def _draw(uri: str) -> str:
    """The address as a picture (SVG)."""
    picture = io.BytesIO()
    segno.make(uri, error="m").save(picture, kind="svg", scale=5, border=2, xmldecl=False, svgns=True)
    return picture.getvalue().decode()
