"""Tables of opening hours; times are minutes of the day on the wall of the shop."""

import datetime

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field, SQLModel

from autoservice.shared.db import IDS_ONCE, primary_key

# There is one shop, and one row.
THE_SHOPS = 1


class ShopCalendar(SQLModel, table=True):
    """The shop's calendar, which changes as a whole: its periods belong to its ``version``."""

    __tablename__ = "shop_calendar"

    id: int = primary_key()
    version: int = 1


class OpeningPeriod(SQLModel, table=True):
    """When the shop is open on a weekday (0 is Monday) or on one day; without times the day is a day off."""

    __tablename__ = "opening_period"
    __table_args__ = (
        CheckConstraint("(weekday IS NULL) <> (day IS NULL)", name="weekday_or_day"),
        CheckConstraint("(opens IS NULL) = (closes IS NULL)", name="both_times"),
        Index("ix_opening_period_calendar_id_id", "calendar_id", "id"),
        IDS_ONCE,
    )

    id: int = primary_key()
    calendar_id: int = Field(foreign_key="shop_calendar.id")
    weekday: int | None = None
    day: datetime.date | None = None
    opens: int | None = None
    closes: int | None = None
    note: str = Field(default="", max_length=120)
