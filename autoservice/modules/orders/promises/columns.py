"""The columns of an order that hold its promise."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import DateTime
from sqlmodel import Field, SQLModel

from autoservice.shared.db import UtcDateTime


class Promised(SQLModel):
    """What was promised: the time on the wall of the shop, in the zone that the shop had then.

    ``promise_reason`` is why it was put off, ``slip_reason`` why it cannot be kept.
    """

    promised_local: datetime | None = Field(default=None, sa_type=DateTime)
    promised_zone: str = Field(default="", max_length=60, sa_column_kwargs={"server_default": ""})
    promise_reason: str | None = Field(default=None, max_length=20)
    slip_reason: str | None = Field(default=None, max_length=20)
    slipped_at: datetime | None = Field(default=None, sa_type=UtcDateTime)

    def promise(self, local: datetime, zone: str, reason: str | None) -> None:
        """Promise the order for a time on the wall; what was promised before is forgotten."""
        self.promised_local, self.promised_zone, self.promise_reason = local, zone, reason
        self.slip_reason, self.slipped_at = None, None

    def slip(self, reason: str, at: datetime) -> None:
        """Note that the promise cannot be kept, and why."""
        self.slip_reason, self.slipped_at = reason, at


def moment_of(local: datetime | None, zone: str) -> datetime | None:
    """Return the moment (UTC) of a promise, as its zone is understood today."""
    return local.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC) if local else None
