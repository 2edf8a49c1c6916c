"""Views of mechanics, their work and the board of all of it."""

from typing import Annotated

from pydantic import AfterValidator, BaseModel, Field

from autoservice.modules.orders.workflow import StageState
from autoservice.shared.normal_forms import fold
from autoservice.shared.validation import STORABLE, TIDIED

Skill = Annotated[str, Field(min_length=1, max_length=40, pattern=STORABLE), TIDIED]


def each_once(skills: list[str]) -> list[str]:
    """Return the skills by name, each as it is spelled first."""
    known = {fold(skill): skill for skill in reversed(skills)}
    return sorted(known.values(), key=fold)


class Skills(BaseModel):
    """What a mechanic can do, as stages of repair templates name it."""

    skills: Annotated[list[Skill], Field(max_length=50), AfterValidator(each_once)]


class Suggestion(BaseModel):
    """A mechanic to whom a stage can be given: ``has_skill`` if they can do it, and their open work.

    The first of a list is ``is_suggested``, if they can.
    """

    mechanic_id: int
    name: str
    has_skill: bool
    load_minutes: int
    is_suggested: bool = False


class BoardCard(BaseModel):
    """An open stage on the board, with its order, its job (but for intake and handover) and its car."""

    id: int
    order_id: int
    number: str
    name_ru: str
    name_en: str
    job_ru: str | None
    job_en: str | None
    norm_minutes: int
    state: StageState
    plate: str
    car: str


class BoardLane(BaseModel):
    """What a mechanic has to do, the first ``cards`` of it; nobody's work without ``mechanic_id``.

    Of whoever is no mechanic any more, ``is_working`` is false: their work needs another one.
    """

    mechanic_id: int | None
    name: str = ""
    is_working: bool = True
    load_minutes: int = 0
    count: int = 0
    cards: list[BoardCard] = []
