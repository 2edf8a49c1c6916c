"""Browsers in which an account's owner has signed in before."""

import secrets
from datetime import timedelta
from typing import Final

from autoservice.modules.auth.digest import digest
from autoservice.modules.auth.models import KnownDevice, User
from autoservice.modules.auth.sessions.ports import SessionsRepository
from autoservice.shared.unit import Unit

# More are forgotten, the oldest first: each has failed attempts of its own.
KNOWN_DEVICES: Final = 10
# As long as a browser keeps a cookie at the most.
KNOWN_DEVICE_LIFE: Final = timedelta(days=400)


class KnownDevices:
    """Recognises and remembers browsers by a token in a cookie."""

    def __init__(self, unit: Unit, sessions: SessionsRepository) -> None:
        self._unit = unit
        self._sessions = sessions

    async def find(self, user: User | None, token: str) -> str:
        """Return the device's key, or nothing unless the account's owner has signed in on it."""
        device = await self._sessions.known_device(digest(token)) if token else None
        return device.token_hash if user and device and device.user_id == user.id else ""

    async def remember(self, user: User, token: str) -> str:
        """Return the device's token, a new one if it was not known."""
        if await self.find(user, token):
            return token
        token = secrets.token_urlsafe(32)
        await self._sessions.forget_known_devices(user.id, keep=KNOWN_DEVICES - 1)
        device = KnownDevice(token_hash=digest(token), user_id=user.id, created_at=self._unit.now)
        self._sessions.add(device)
        return token
