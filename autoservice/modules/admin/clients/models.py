"""The table of claims."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from autoservice.shared.db import UtcDateTime, primary_key


class ClientClaim(SQLModel, table=True):
    """The latest claim of a client: the walk-in whose contact they have, if there is one, are they.

    The facts that were typed are not kept. ``state`` is ``unmatched`` for a claim that fits nobody: the
    claimant reads it as one that waits.
    """

    __tablename__ = "client_claim"
    __table_args__ = (Index("ix_client_claim_state_id", "state", "id"),)

    id: int = primary_key()
    claimant_id: int = Field(foreign_key="app_user.id", unique=True)
    walk_in_id: int | None = Field(default=None, foreign_key="app_user.id", index=True)
    state: str = Field(max_length=20)
    proved: bool = False
    created_at: datetime = Field(sa_type=UtcDateTime)
    decided_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    decided_by: int | None = Field(default=None, foreign_key="app_user.id")
