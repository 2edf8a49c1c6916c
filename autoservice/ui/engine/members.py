"""The members of a room, grouped by rights and by the values that were sent to them last."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from autoservice.shared.access import GUEST, Actor, Role
from autoservice.ui.engine.snapshots import Values

# What decides what a member sees: role, account, the order of a tracking link, language.
Kind = tuple[Role, int, int, str]


@dataclass(frozen=True)
class Rendering:
    """The values that members with the same rights see; with ``redirect_to`` they are redirected there."""

    values: Values
    redirect_to: str = ""


@dataclass(eq=False, slots=True)
class Member:
    """A page in a room; ``shown`` is the object last sent to it, ``None`` before the first reading.

    ``path`` is empty where the view is the same on every page.
    """

    sid: str
    session_id: str
    locale: str
    path: str
    shown: Values | None = None


def kind_of(actor: Actor, locale: str) -> Kind:
    """Return what decides what ``actor`` sees in that language."""
    return actor.role, actor.user_id, actor.order_id, locale


def group_by_rights(members: Iterable[Member], actors: Mapping[str, Actor]) -> dict[Kind, list[Member]]:
    """Return the members grouped by their current rights and their language."""
    groups: defaultdict[Kind, list[Member]] = defaultdict(list)
    for member in members:
        actor = actors.get(member.session_id, GUEST)
        groups[kind_of(actor, member.locale)].append(member)
    return groups


def group_by_last_sent(members: Iterable[Member]) -> list[tuple[Values | None, list[Member]]]:
    """Return the members grouped by the object that was sent to them last, compared by identity."""
    groups: dict[int, tuple[Values | None, list[Member]]] = {}
    for member in members:
        groups.setdefault(id(member.shown), (member.shown, []))[1].append(member)
    return list(groups.values())


def difference(before: Values | None, after: Values, only_changes: Collection[str] = ()) -> Values:
    """Return the values that differ from those sent before; all but ``only_changes``, if none were sent."""
    if before is None:
        return {name: value for name, value in after.items() if name not in only_changes}
    return {name: value for name, value in after.items() if before.get(name) != value}
