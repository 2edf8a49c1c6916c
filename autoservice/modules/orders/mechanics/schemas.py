"""Views of mechanics and their work."""

from typing import Annotated

from pydantic import AfterValidator, BaseModel, Field

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
