"""The audit log: who did what to what, in the transaction of the change itself."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column
from sqlmodel import Field, SQLModel

from autoservice.shared.db import UtcDateTime


class AuditEntry(SQLModel, table=True):
    """One audited act. Rows are only ever added."""

    __tablename__ = "audit_entry"

    id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(sa_type=UtcDateTime, index=True)
    actor_id: int | None = Field(default=None, index=True)
    actor_role: str
    action: str = Field(index=True)
    subject: str
    before: Any = Field(default=None, sa_column=Column("before", JSON))
    after: Any = Field(default=None, sa_column=Column("after", JSON))
