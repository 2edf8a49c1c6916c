"""Tables of what mechanics add to stages."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from autoservice.shared.db import UtcDateTime, primary_key


class StageComment(SQLModel, table=True):
    """A remark under a stage; internal unless ``published`` to the client.

    The row of one that was withdrawn stays, without its text.
    """

    __tablename__ = "stage_comment"

    id: int = primary_key()
    order_id: int = Field(foreign_key="repair_order.id", index=True)
    stage_id: int = Field(foreign_key="order_stage.id", index=True)
    author_id: int = Field(foreign_key="app_user.id")
    text: str
    published: bool = False
    created_at: datetime = Field(sa_type=UtcDateTime)
    withdrawn_at: datetime | None = Field(default=None, sa_type=UtcDateTime)

    def withdraw(self, at: datetime) -> None:
        """Take the comment back."""
        self.text, self.withdrawn_at = "", at


class StageAttachment(SQLModel, table=True):
    """A photo under a stage; ``key`` and ``thumbnail_key`` name the stored files.

    The row of one that was withdrawn stays, to name the files until they are deleted.
    """

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
    withdrawn_at: datetime | None = Field(default=None, sa_type=UtcDateTime)

    def withdraw(self, at: datetime) -> None:
        """Take the photo back; its files are deleted after the commit."""
        self.withdrawn_at = at
