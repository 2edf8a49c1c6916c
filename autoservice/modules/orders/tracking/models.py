"""The table of tracking links."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from autoservice.shared.db import UtcDateTime, primary_key


class TrackingLink(SQLModel, table=True):
    """A link to one order; whoever holds its token, of which only the hash is stored, may read along."""

    __tablename__ = "tracking_link"

    id: int = primary_key()
    order_id: int = Field(foreign_key="repair_order.id", index=True)
    token_hash: str = Field(max_length=64, unique=True)
    may_approve: bool = False
    created_by: int = Field(foreign_key="app_user.id")
    created_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    revoked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
