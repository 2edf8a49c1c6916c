"""The checklist of a stage and its answers: what is still missing before the stage can be completed."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BaseModel, Field, StringConstraints
from sqlalchemy import JSON, Column
from sqlmodel import Field as ColumnField
from sqlmodel import SQLModel

from autoservice.modules.orders.order_errors import ChecklistItemNotFound, StageIncomplete
from autoservice.modules.orders.workflow import REMARK_LIMIT, StageFacts
from autoservice.shared.validation import STORABLE, Whole

ItemNumber = Annotated[Whole, Field(ge=1, le=1000)]


class AnswerValue(StrEnum):
    """What was found at an item of a checklist."""

    OK = "ok"
    ATTENTION = "attention"
    BAD = "bad"


class NewAnswer(BaseModel):
    """The answer to an item of a checklist; clients read it once a published stage is done."""

    value: AnswerValue
    remark: Annotated[
        str, StringConstraints(strip_whitespace=True, max_length=REMARK_LIMIT, pattern=STORABLE)
    ] = ""


class ItemAnswer(NewAnswer):
    """The answer to one item, by its number from 1."""

    item: ItemNumber


class AnswerView(BaseModel):
    """An answer with who gave it, by id, and when."""

    value: AnswerValue
    remark: str = ""
    author_id: int
    at: datetime


class ChecklistColumns(SQLModel):
    """The instructions of a stage, and how they were followed; ``answers`` are by number, from 1."""

    checklist: list[dict[str, str]] = ColumnField(
        default_factory=list, sa_column=Column(JSON, nullable=False, server_default="[]")
    )
    answers: dict[str, Any] = ColumnField(
        default_factory=dict, sa_column=Column(JSON, nullable=False, server_default="{}")
    )
    photo_count: int = ColumnField(default=0, sa_column_kwargs={"server_default": "0"})

    def answer(self, item: int, answer: NewAnswer, author_id: int, at: datetime) -> bool:
        """Keep the answer to an item; False if it was given just so already.

        Raises ``ChecklistItemNotFound``.
        """
        if item > len(self.checklist):
            raise ChecklistItemNotFound()
        said = {"value": answer.value.value, "remark": answer.remark}
        before = self.answers.get(str(item), {})
        if said == {name: before.get(name) for name in said}:
            return False
        self.answers = {**self.answers, str(item): {**said, "author_id": author_id, "at": at.isoformat()}}
        return True


def find_missing(stage: StageFacts) -> StageIncomplete | None:
    """Return the refusal that names all that is missing before the stage can be completed, if anything is."""
    items = _unanswered(stage)
    photo = stage.photo_needed and not stage.photo_count
    return StageIncomplete(items, photo=photo) if items or photo else None


def _unanswered(stage: StageFacts) -> Sequence[tuple[str, str, str]]:
    numbered = ((str(number), line) for number, line in enumerate(stage.checklist, start=1))
    return [(number, line["ru"], line["en"]) for number, line in numbered if number not in stage.answers]
