"""What administrators see of the machinery."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, Field

from autoservice.shared.pagination import MAX_PAGE_SIZE, PageRequest
from autoservice.shared.validation import STORABLE, Id


class DeadLetterView(BaseModel):
    """A reaction that failed for good, until it is replayed."""

    id: int
    event: str
    reaction: str
    created_at: datetime
    died_at: datetime
    last_error: str


Term = Annotated[str, Field(max_length=200, pattern=STORABLE)]


class AuditFilter(PageRequest):
    """Which audit entries are listed, newest first: those with these values, if given."""

    size: Annotated[int, Field(ge=1, le=MAX_PAGE_SIZE)] = 50
    action: Term | None = None
    subject: Term | None = None
    actor_id: Id | None = None

    def columns(self) -> dict[str, Any]:
        """The given values by the name of their column."""
        return self.model_dump(include={"action", "subject", "actor_id"}, exclude_none=True)


class AuditEntryView(BaseModel):
    """One audited act: who, from where, what, on what, before and after, and its place in the chain.

    ``actor_id`` is empty for guests and for the program itself.
    """

    id: int
    at: datetime
    actor_id: int | None
    actor_role: str
    session_id: str
    address: str
    request_id: str
    action: str
    subject: str
    before: Any
    after: Any
    hash: str
