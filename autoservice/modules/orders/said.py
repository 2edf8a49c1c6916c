"""What people say about an order as a whole, beside what follows from its stages."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Protocol

from sqlalchemy import false
from sqlmodel import Field, SQLModel

from autoservice.modules.orders.errors import StaleVersion
from autoservice.modules.orders.workflow import REMARK_LIMIT, HoldReason
from autoservice.shared.db import UtcDateTime

EMPTY = {"server_default": ""}


class Said(Protocol):
    """What the status of an order takes into account beside its stages."""

    @property
    def scheduled_on(self) -> date | None: ...
    @property
    def held_reason(self) -> str | None: ...
    @property
    def cancelled_at(self) -> datetime | None: ...


class SaidColumns(SQLModel):
    """An order's version, and its columns that people fill; reasons and remarks are theirs, in their words.

    ``scheduled_on`` and ``held_until`` are days of the shop. ``comeback`` says that the car came back after
    it was delivered, ``reopened_reason`` why the order was opened again.
    """

    version: int = 1
    scheduled_on: date | None = None
    held_reason: str | None = Field(default=None, max_length=20)
    held_remark: str = Field(default="", max_length=REMARK_LIMIT, sa_column_kwargs=EMPTY)
    held_since: datetime | None = Field(default=None, sa_type=UtcDateTime)
    held_until: date | None = None
    cancelled_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    cancelled_reason: str = Field(default="", max_length=REMARK_LIMIT, sa_column_kwargs=EMPTY)
    reopened_reason: str = Field(default="", max_length=REMARK_LIMIT, sa_column_kwargs=EMPTY)
    comeback: bool = Field(default=False, sa_column_kwargs={"server_default": false()})

    def require_version(self, expected: int | None) -> None:
        """Check that the caller saw the present version; raises ``StaleVersion``."""
        if expected is not None and expected != self.version:
            raise StaleVersion()

    def hold(self, reason: HoldReason, remark: str, until: date | None, at: datetime) -> None:
        """Put the order on hold; said again, it waits since the first time."""
        self.held_reason, self.held_remark, self.held_until = reason.value, remark, until
        self.held_since = self.held_since or at

    def end_hold(self) -> None:
        """Let the work go on."""
        self.held_reason, self.held_remark, self.held_since, self.held_until = None, "", None, None

    def cancel(self, reason: str, at: datetime) -> None:
        """Say that the order is not wanted any more."""
        self.end_hold()
        self.cancelled_reason, self.cancelled_at = reason, at

    def reopen(self, reason: str, *, comeback: bool) -> None:
        """Say why the order is opened again, and whether the car came back."""
        self.reopened_reason = reason
        self.comeback = self.comeback or comeback


class NothingSaid:
    """An order of which nobody has said anything."""

    scheduled_on: date | None = None
    held_reason: str | None = None
    cancelled_at: datetime | None = None


def audited(order: SaidColumns, *names: str) -> Mapping[str, Any]:
    """Return columns as the audit log takes them: codes and days, never words."""
    return {name: _plain(getattr(order, name)) for name in names}


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value
