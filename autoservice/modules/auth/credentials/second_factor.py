"""The second factor: time-based codes (RFC 6238) and recovery codes on paper."""

import io
import secrets
from typing import Final, NoReturn

import pyotp
import segno

from autoservice.events.accounts import SecondFactorChanged
from autoservice.modules.auth.credentials.attempts import Attempts
from autoservice.modules.auth.credentials.one_time_tokens import digits
from autoservice.modules.auth.credentials.passwords import PasswordCheck, insist_on
from autoservice.modules.auth.credentials.schemas import Enrolment, RecoveryCodes, SecondFactorView
from autoservice.modules.auth.errors import (
    SecondFactorAlreadyOn,
    SecondFactorNotOn,
    SecondFactorObligatory,
    WrongCode,
)
from autoservice.modules.auth.means import Means
from autoservice.modules.auth.models import RecoveryCode, User
from autoservice.shared.access import Permission, Service, requires
from autoservice.shared.unit import Unit

ISSUER: Final = "autoservice"
STEP_SECONDS: Final = 30
# A phone's clock may be one step off.
STEPS_OFF: Final = (-1, 0, 1)
RECOVERY_CODES: Final = 10
# Without letters and digits that look alike: 5 bits each, 80 bits a code.
ALPHABET: Final = "23456789abcdefghjkmnpqrstuvwxyz"
CODE_LENGTH: Final = 16


class SecondFactorService(Service):
    """Switching it on and off, for oneself."""

    def __init__(self, unit: Unit, means: Means) -> None:
        super().__init__(unit)
        self._means = means

    @requires(Permission.MANAGE_OWN_ACCOUNT)
    async def get_second_factor(self) -> SecondFactorView:
        """How it stands."""
        user = await self._own()
        return SecondFactorView(
            enabled=user.has_second_factor,
            required=self._is_required(user),
            recovery_codes=await self._means.users.count_recovery_codes(user.id or 0),
        )

    @requires(Permission.MANAGE_OWN_ACCOUNT)
    async def start_enrolment(self, check: PasswordCheck) -> Enrolment:
        """A fresh secret for an authenticator app; it counts once a code has proved that the app has it.

        The password is asked for, because whoever found a phone lying open could lock its
        owner out with an app of their own. Raises ``WrongPassword``, ``SecondFactorAlreadyOn``.
        """
        user = await self._own(locked=True)
        insist_on(self._unit, check, user)
        if user.has_second_factor:
            raise SecondFactorAlreadyOn()
        secret = pyotp.random_base32()
        user.totp_secret, user.totp_step = self._means.vault.encrypt(secret), 0
        self._unit.audit("second_factor_enrolment", f"user:{user.id}")
        uri = pyotp.TOTP(secret).provisioning_uri(name=user.email or user.phone, issuer_name=ISSUER)
        return Enrolment(secret=secret, uri=uri, qr=_draw(uri))

    @requires(Permission.MANAGE_OWN_ACCOUNT)
    async def confirm_enrolment(self, code: str) -> RecoveryCodes:
        """Switch it on with a code of the app; the recovery codes are told this one time.

        Raises ``SecondFactorAlreadyOn``, ``WrongCode``.
        """
        user = await self._own(locked=True)
        if user.has_second_factor:
            raise SecondFactorAlreadyOn()
        attempts = Attempts(self._means, f"user:{user.id}", f"enrolment:{user.id}")
        await attempts.begin()
        accept_totp(self._unit, self._means, user, code)
        await attempts.succeed()
        user.totp_enabled_at = self._unit.now
        await self._means.users.forget_devices(user.id or 0)
        self._unit.audit("second_factor_on", f"user:{user.id}")
        self._unit.emit(SecondFactorChanged(user.id or 0))
        return await self._renew_codes(user)

    @requires(Permission.MANAGE_OWN_ACCOUNT)
    async def renew_recovery_codes(self, check: PasswordCheck) -> RecoveryCodes:
        """New codes instead of the old ones; raises ``WrongPassword``, ``SecondFactorNotOn``."""
        user = await self._protected(check)
        self._unit.audit("recovery_codes_renewed", f"user:{user.id}")
        return await self._renew_codes(user)

    @requires(Permission.MANAGE_OWN_ACCOUNT)
    async def disable(self, check: PasswordCheck) -> None:
        """Switch it off; raises ``WrongPassword``, ``SecondFactorNotOn``, ``SecondFactorObligatory``."""
        user = await self._protected(check)
        if self._is_required(user):
            raise SecondFactorObligatory()
        user.totp_secret, user.totp_enabled_at = "", None
        await self._means.users.forget_recovery_codes(user.id or 0)
        self._unit.audit("second_factor_off", f"user:{user.id}")
        self._unit.emit(SecondFactorChanged(user.id or 0))

    async def _protected(self, check: PasswordCheck) -> User:
        user = await self._own(locked=True)
        insist_on(self._unit, check, user)
        if not user.has_second_factor:
            raise SecondFactorNotOn()
        return user

    async def _renew_codes(self, user: User) -> RecoveryCodes:
        users, user_id = self._means.users, user.id or 0
        await users.forget_recovery_codes(user_id)
        codes = [_random_code() for _ in range(RECOVERY_CODES)]
        for code in codes:
            users.add(RecoveryCode(code_hash=_code_hash(self._means, user_id, code), user_id=user_id))
        return RecoveryCodes(codes=codes)

    def _is_required(self, user: User) -> bool:
        return user.role in self._means.settings.require_second_factor

    async def _own(self, *, locked: bool = False) -> User:
        return await self._means.account(self._actor.user_id, locked=locked)


async def accept_code(unit: Unit, means: Means, user: User, code: str) -> None:
    """Accept a code of the app or a recovery code, each once; raises ``WrongCode`` and audits it."""
    typed = "".join(filter(str.isalnum, code)).lower()
    if len(typed) != CODE_LENGTH:
        accept_totp(unit, means, user, typed)
        return
    row = await means.users.recovery_code(user.id or 0, _code_hash(means, user.id or 0, typed))
    if row is None:
        _refuse(unit, user)
    row.used_at = unit.now
    unit.audit("recovery_code_used", f"user:{user.id}")


def accept_totp(unit: Unit, means: Means, user: User, code: str) -> None:
    """Accept a code of the account's app that was not used before; raises ``WrongCode`` and audits it."""
    totp = _totp_of(means, user)
    now = int(unit.now.timestamp()) // STEP_SECONDS
    steps = [now + off for off in STEPS_OFF if now + off > user.totp_step]
    typed = digits(code)
    fits = [step for step in steps if totp and secrets.compare_digest(totp.generate_otp(step), typed)]
    if not fits:
        _refuse(unit, user)
    user.totp_step = fits[0]


def _totp_of(means: Means, user: User) -> pyotp.TOTP | None:
    try:
        return pyotp.TOTP(means.vault.decrypt(user.totp_secret)) if user.totp_secret else None
    except ValueError:
        # The program's secret is another one now: no code fits any more.
        return None


def _refuse(unit: Unit, user: User) -> NoReturn:
    unit.audit("second_factor_failed", f"user:{user.id}")
    raise WrongCode()


def _code_hash(means: Means, user_id: int, code: str) -> str:
    return means.vault.derive("recovery code", str(user_id), "".join(filter(str.isalnum, code)))


def _random_code() -> str:
    letters = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
    return "-".join(letters[start : start + 4] for start in range(0, CODE_LENGTH, 4))


def _draw(uri: str) -> str:
    picture = io.BytesIO()
    segno.make(uri, error="m").save(picture, kind="svg", scale=5, border=2, xmldecl=False, svgns=True)
    return picture.getvalue().decode()
