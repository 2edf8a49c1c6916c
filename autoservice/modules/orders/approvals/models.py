"""The table of decisions on extra work."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, Index
from sqlmodel import Field, SQLModel

from autoservice.modules.orders.approvals.schemas import REMARK_LENGTH
from autoservice.shared.db import UtcDateTime, primary_key


class JobDecision(SQLModel, table=True):
    """Who decided on which version of a job, when, from where, and what they were shown.

    Rows are only ever added. ``decided_by`` is an account, ``link_id`` the tracking link of whoever has none.
    """

    __tablename__ = "job_decision"
    __table_args__ = (Index("ix_job_decision_job_id_id", "job_id", "id"),)

    id: int = primary_key()
    job_id: int = Field(foreign_key="job.id")
    version: int
    decision: str = Field(max_length=20)
    how: str = Field(max_length=10)
    decided_by: int | None = Field(default=None, foreign_key="app_user.id", index=True)
    link_id: int | None = None
    remark: str = Field(default="", max_length=REMARK_LENGTH)
    price_minor: int
    currency: str = Field(max_length=3)
    shown: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    at: datetime = Field(sa_type=UtcDateTime)
    user_agent: str = Field(default="", max_length=300)
    ip_address: str = Field(default="", max_length=45)
