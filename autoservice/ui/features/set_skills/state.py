"""The form in which a mechanic's skills are chosen, and the outcome of the last choice."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import reflex as rx
from pydantic import BaseModel, TypeAdapter, ValidationError

from autoservice.modules.orders.mechanics.schemas import Skill, Skills, each_once
from autoservice.runtime.current import read_only, transaction
from autoservice.shared.access import Permission
from autoservice.shared.errors import DomainError
from autoservice.shared.i18n import N_, translate
from autoservice.shared.normal_forms import fold
from autoservice.shared.validation import Id
from autoservice.ui.access import not_on_return, requires_permission
from autoservice.ui.current import current_viewer
from autoservice.ui.kit.form_state import FormMixin

# The field of what is typed; a box that is ticked sends its skill as ``ticked.…``.
FIELDS: Final = ("skills",)
TICKED: Final = "ticked."
_SEPARATORS: Final = re.compile("[,;\n]")
_ID: Final[TypeAdapter[int]] = TypeAdapter(Id)


class TypedSkill(BaseModel):
    """A skill that was typed, with its errors at the field of the form."""

    skills: Skill


@dataclass(frozen=True)
class SkillChoice:
    """A skill that the shop knows; ``is_ticked`` if the mechanic had it when the form opened."""

    field: str
    name: str
    is_ticked: bool


@requires_permission(Permission.MANAGE_USERS)
class SetSkillsState(FormMixin, rx.State):
    """The mechanic whose skills are chosen, what there is to choose, and what was saved last."""

    is_open: bool = False
    name: str = ""
    choices: list[SkillChoice] = []
    saved: str = ""
    _mechanic_id: int = 0

    @rx.event
    @not_on_return
    async def clear(self) -> None:
        """Clear what the page showed before."""
        self._close()
        self.saved = ""

    @rx.event
    async def open_form(self, mechanic_id: str, name: str) -> None:
        """Show the form of a mechanic with the skills that the shop knows."""
        self.saved, self.errors = "", {}
        try:
            mechanic = _ID.validate_python(mechanic_id)
            async with read_only(current_viewer().actor) as unit:
                own = (await unit.services.mechanics.get_skills(mechanic)).skills
                known = await unit.services.mechanics.list_known_skills()
        except (DomainError, ValidationError) as error:
            self._refuse(error)
            return
        self.choices = _choices(own, known)
        self._mechanic_id, self.name, self.is_open = mechanic, str(name)[:120], True

    @rx.event
    async def set_skills(self, form: dict[str, Any]) -> None:
        """Set the skills that are ticked or typed; show the errors and keep the input otherwise."""
        if not self.is_open:
            return
        try:
            command = _read_form(form)
            async with transaction(current_viewer().actor) as unit:
                skills = await unit.services.mechanics.set_skills(self._mechanic_id, command)
        except (DomainError, ValidationError) as error:
            self._refuse(error, FIELDS)
            return
        self._accept()
        self.saved = _saved_message(self.name, skills)
        self._close()

    @rx.event
    async def cancel(self) -> None:
        """Close the form without a change."""
        self._close()

    @rx.event
    async def dismiss(self) -> None:
        """Take the message away."""
        self.saved, self.errors = "", {}

    def _close(self) -> None:
        self.is_open, self.choices, self.errors, self._mechanic_id = False, [], {}, 0


def _choices(own: list[str], known: list[str]) -> list[SkillChoice]:
    """Return all skills, each as it is spelled for the mechanic."""
    ticked = set(map(fold, own))
    return [
        SkillChoice(field=f"{TICKED}{number}", name=name, is_ticked=fold(name) in ticked)
        for number, name in enumerate(each_once([*own, *known]))
    ]


def _read_form(form: Mapping[str, Any]) -> Skills:
    """Return the skills that are ticked or typed; raises an error of the field that cannot be read."""
    ticked = [str(skill) for name, skill in form.items() if name.startswith(TICKED)]
    typed = [part for part in _SEPARATORS.split(str(form.get("skills", ""))) if part.strip()]
    added = [TypedSkill.model_validate({"skills": part}).skills for part in typed]
    return Skills.model_validate({"skills": [*ticked, *added]})


def _saved_message(name: str, skills: Skills) -> str:
    locale = current_viewer().locale
    if not skills.skills:
        return translate(locale, N_("%(name)s: no skills. Saved."), name=name)
    return translate(locale, N_("%(name)s: %(skills)s. Saved."), name=name, skills=", ".join(skills.skills))
