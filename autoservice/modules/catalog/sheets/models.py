"""The table of imports that have been previewed."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, Index, LargeBinary
from sqlmodel import Field, SQLModel

from autoservice.shared.db import IDS_ONCE, UtcDateTime, primary_key


class SheetImport(SQLModel, table=True):
    """A file that is to be imported, with how it is read and what was shown of it; kept for a day.

    ``fingerprint`` is that of all that the import would do: it is applied only if that is still the same.
    """

    __tablename__ = "sheet_import"
    # Ids are never given again: who still sees a former file must not import the next one.
    __table_args__ = (
        Index("ix_sheet_import_owner_id_table_name", "owner_id", "table_name"),
        IDS_ONCE,
    )

    id: int = primary_key()
    owner_id: int = Field(foreign_key="app_user.id")
    table_name: str = Field(max_length=20)
    file_name: str = Field(max_length=200)
    content: bytes = Field(sa_type=LargeBinary)
    options: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    preview: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    fingerprint: str = Field(default="", max_length=64)
    created_at: datetime = Field(sa_type=UtcDateTime, index=True)
    applied_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
