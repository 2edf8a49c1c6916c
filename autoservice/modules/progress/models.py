"""Tables of what mechanics add to stages."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from autoservice.shared.db import UtcDateTime, primary_key


class StageComment(SQLModel, table=True):
    """A remark under a stage; internal unless ``published`` to the client."""

    __tablename__ = "stage_comment"

    id: int = primary_key()
    order_id: int = Field(foreign_key="repair_order.id", index=True)
    stage_id: int = Field(foreign_key="order_stage.id", index=True)
    author_id: int = Field(foreign_key="app_user.id")
    text: str
    published: bool = False
    created_at: datetime = Field(sa_type=UtcDateTime)


class StageAttachment(SQLModel, table=True):
    """A photo under a stage; ``key`` and ``thumbnail_key`` name the stored files."""

    __tablename__ = "stage_attachment"

    id: int = primary_key()
    order_id: int = Field(foreign_key="repair_order.id", index=True)
    stage_id: int = Field(foreign_key="order_stage.id", index=True)
    author_id: int = Field(foreign_key="app_user.id")
    key: str = Field(max_length=100)
    thumbnail_key: str = Field(max_length=100)
    content_type: str = Field(max_length=40)
    size: int
    width: int
    height: int
    published: bool = False
    created_at: datetime = Field(sa_type=UtcDateTime)
