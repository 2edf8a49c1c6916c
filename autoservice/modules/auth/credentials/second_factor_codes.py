"""Codes of the second factor: time-based ones (RFC 6238), and recovery codes on paper."""

import secrets
from typing import Final, NoReturn

import pyotp

from autoservice.modules.auth.credentials.one_time_tokens import digits
from autoservice.modules.auth.credentials.ports import OneTimeSecretsRepository, Vault
from autoservice.modules.auth.errors import WrongCode
from autoservice.modules.auth.models import RecoveryCode, User
from autoservice.shared.unit import Unit

STEP_SECONDS: Final = 30
# A phone's clock may be one step off.
STEPS_OFF: Final = (-1, 0, 1)
RECOVERY_CODES: Final = 10
# Without letters and digits that look alike: 5 bits each, 80 bits a code.
ALPHABET: Final = "23456789abcdefghjkmnpqrstuvwxyz"
CODE_LENGTH: Final = 16


class SecondFactorCodes:
    """Accepts codes, each once, and makes recovery codes."""

    def __init__(self, unit: Unit, stored: OneTimeSecretsRepository, vault: Vault) -> None:
        self._unit = unit
        self._stored = stored
        self._vault = vault

    async def accept(self, user: User, code: str) -> None:
        """Accept a code of the app or a recovery code; raises ``WrongCode`` and audits it."""
        typed = "".join(filter(str.isalnum, code)).lower()
        if len(typed) != CODE_LENGTH:
            self.accept_totp(user, typed)
            return
        row = await self._stored.recovery_code(user.id, self._hash(user.id, typed))
        if row is None:
            self._refuse(user)
        row.used_at = self._unit.now
        self._unit.audit("recovery_code_used", f"user:{user.id}")

    def accept_totp(self, user: User, code: str) -> None:
        """Accept a code of the account's app that was not used before; raises ``WrongCode`` and audits it."""
        totp = self._totp_of(user)
        now = int(self._unit.now.timestamp()) // STEP_SECONDS
        steps = [now + off for off in STEPS_OFF if now + off > user.totp_step]
        typed = digits(code)
        fits = [step for step in steps if totp and secrets.compare_digest(totp.generate_otp(step), typed)]
        if not fits:
            self._refuse(user)
        user.totp_step = fits[0]

    async def renew_recovery_codes(self, user: User) -> list[str]:
        """Replace the recovery codes by new ones, which are returned this one time."""
        await self._stored.forget_recovery_codes(user.id)
        codes = [_random_code() for _ in range(RECOVERY_CODES)]
        for code in codes:
            row = RecoveryCode(code_hash=self._hash(user.id, code), user_id=user.id)
            self._stored.add_recovery_code(row)
        return codes

    def _totp_of(self, user: User) -> pyotp.TOTP | None:
        try:
            return pyotp.TOTP(self._vault.decrypt(user.totp_secret)) if user.totp_secret else None
        except ValueError:
            # The program's secret is another one now: no code fits any more.
            return None

    def _refuse(self, user: User) -> NoReturn:
        self._unit.audit("second_factor_failed", f"user:{user.id}")
        raise WrongCode()

    def _hash(self, user_id: int, code: str) -> str:
        return self._vault.derive("recovery code", str(user_id), "".join(filter(str.isalnum, code)))


def _random_code() -> str:
    letters = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
    return "-".join(letters[start : start + 4] for start in range(0, CODE_LENGTH, 4))
