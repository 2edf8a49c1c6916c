"""What becomes of something in the catalog that is to be deleted."""

from enum import StrEnum

from pydantic import BaseModel


class Removal(StrEnum):
    """How something was removed."""

    DELETED = "deleted"
    ARCHIVED = "archived"


class RemovalView(BaseModel):
    """Whether something was deleted, or archived because something else refers to it."""

    outcome: Removal
