"""What administrators see of the machinery."""

from datetime import datetime

from pydantic import BaseModel


class DeadLetterView(BaseModel):
    """A reaction that failed for good, until it is replayed."""

    id: int
    event: str
    reaction: str
    created_at: datetime
    died_at: datetime
    last_error: str
