"""The members of a room: in groups of the same rights, and by what they were sent before."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from autoservice.shared.access import GUEST, Actor, Role
from autoservice.ui.engine.snapshots import Values

# What decides what a member sees: role, account, language.
Kind = tuple[Role, int, str]


@dataclass(frozen=True)
class Shown:
    """What members of the same rights see; with ``leave_for`` they leave the page for that path."""

    values: Values
    leave_for: str = ""


@dataclass(eq=False, slots=True)
class Member:
    """A page in a room. ``shown`` is what it was sent last; nothing before its first reading."""

    sid: str
    session_id: str
    locale: str
    path: str
    shown: Values | None = None


def group_by_rights(members: Iterable[Member], actors: Mapping[str, Actor]) -> dict[Kind, list[Member]]:
    """The members by what decides what they see: their rights of this moment, and their language."""
    groups: defaultdict[Kind, list[Member]] = defaultdict(list)
    for member in members:
        actor = actors.get(member.session_id, GUEST)
        groups[actor.role, actor.user_id, member.locale].append(member)
    return groups


def group_by_shown(members: Iterable[Member]) -> list[tuple[Values | None, list[Member]]]:
    """The members by what they were sent last: those who hold the very same object."""
    held: dict[int, tuple[Values | None, list[Member]]] = {}
    for member in members:
        held.setdefault(id(member.shown), (member.shown, []))[1].append(member)
    return list(held.values())


def difference(before: Values | None, after: Values) -> Values:
    """The values that differ from what was sent before; all, if nothing was."""
    if before is None:
        return after
    return {name: value for name, value in after.items() if before.get(name) != value}
