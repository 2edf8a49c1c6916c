"""The ranking of mechanics for a stage, as a pure function."""

from collections.abc import Collection, Iterable, Mapping

from autoservice.modules.auth.accounts.schemas import MechanicView
from autoservice.modules.orders.mechanics.schemas import Suggestion
from autoservice.shared.normal_forms import fold


def rank_mechanics(
    skill: str,
    mechanics: Iterable[MechanicView],
    skills: Mapping[int, Collection[str]],
    load: Mapping[int, int],
) -> list[Suggestion]:
    """Return the mechanics for a stage that needs ``skill``: who can do it first, and of those the freest.

    A stage without a skill is for everybody. ``load`` is in norm-minutes of open work.
    """
    found = [
        Suggestion(
            mechanic_id=one.id,
            name=one.name,
            has_skill=not skill or fold(skill) in map(fold, skills.get(one.id, ())),
            load_minutes=load.get(one.id, 0),
        )
        for one in mechanics
    ]
    found.sort(key=lambda one: (not one.has_skill, one.load_minutes, fold(one.name), one.mechanic_id))
    if found and found[0].has_skill:
        found[0].is_suggested = True
    return found
