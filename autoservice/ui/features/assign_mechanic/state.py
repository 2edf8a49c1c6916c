"""The mechanics to choose from, the choices, and the assignment."""

from dataclasses import dataclass
from typing import Any

import reflex as rx
from pydantic import TypeAdapter, ValidationError

from autoservice.modules.orders.assignees import NOBODY
from autoservice.modules.orders.errors import OrderNotFound
from autoservice.modules.orders.schemas import Assignment, OrderView
from autoservice.runtime.current import read_only, transaction
from autoservice.shared.access import Permission
from autoservice.shared.errors import DomainError
from autoservice.shared.i18n import N_, translate
from autoservice.shared.validation import Id
from autoservice.ui.access import not_on_return, requires_permission
from autoservice.ui.current import current_viewer
from autoservice.ui.kit.form_state import FormMixin
from autoservice.ui.kit.path import id_of
from autoservice.ui.kit.people import display_name
from autoservice.ui.kit.theme import ViewModelVar

# More choices than anybody leaves open; a list has fewer rows.
CHOICES = 100


@dataclass(frozen=True)
class MechanicOption:
    """An option of the select."""

    id: str
    name: str


MechanicOptionVar = ViewModelVar


@requires_permission(Permission.ASSIGN_MECHANIC)
class AssignMechanicState(FormMixin, rx.State):
    """The administrator's choices of mechanics, and the outcome of the last assignment.

    ``chosen`` and ``seen`` are by order: who was chosen, and who had the work when the choice was begun.
    """

    mechanics: list[MechanicOption] = []
    listed: list[str] = [NOBODY]
    # To whom the order of the page is best given; empty in a list of orders.
    suggested: str = ""
    chosen: dict[str, str] = {}
    seen: dict[str, str] = {}
    saved: str = ""

    @rx.event
    @not_on_return
    async def clear(self) -> None:
        """Forget the choices that were begun on another page."""
        self.chosen, self.seen, self.saved, self.errors = {}, {}, "", {}

    @rx.event
    async def load(self) -> None:
        """Read the mechanics."""
        async with read_only(current_viewer().actor) as unit:
            mechanics = await unit.services.directory.list_mechanics()
        self._show([MechanicOption(str(mechanic.id), mechanic.name) for mechanic in mechanics])

    @rx.event
    async def load_for_order(self) -> None:
        """Read the mechanics for the order of the page, the best one first."""
        try:
            async with read_only(current_viewer().actor) as unit:
                found = await unit.services.mechanics.suggest_for_order(id_of(self.router.url.path))
        except OrderNotFound:
            found = []
        self._show([MechanicOption(str(one.mechanic_id), one.name) for one in found])
        self.suggested = next((str(one.mechanic_id) for one in found if one.is_suggested), "")

    def _show(self, mechanics: list[MechanicOption]) -> None:
        self.mechanics, self.suggested = mechanics, ""
        self.listed = [NOBODY, *(mechanic.id for mechanic in mechanics)]

    @rx.event
    async def choose(self, order_id: str, assigned: str, mechanic: str) -> None:
        """Begin the choice of a mechanic, where ``assigned`` had the work; theirs again is no choice."""
        seen = self.seen.get(order_id, assigned)
        self._forget(order_id)
        if mechanic != seen and len(self.chosen) < CHOICES:
            self.chosen, self.seen = self.chosen | {order_id: mechanic}, self.seen | {order_id: seen}

    @rx.event
    async def assign_mechanic(self, order_id: str) -> None:
        """Assign the chosen mechanic, or nobody, to the order's open stages."""
        self.saved, self.errors = "", {}
        locale = current_viewer().locale
        if order_id not in self.chosen:
            self.saved = translate(locale, N_("Nobody else was chosen: nothing has changed."))
            return
        try:
            order = await _assign(order_id, self.chosen[order_id], self.seen[order_id])
        except (DomainError, ValidationError) as error:
            self._refuse(error)
        else:
            self.saved = _saved_message(locale, order)
        self._forget(order_id)

    @rx.event
    async def dismiss(self) -> None:
        """Take the message away."""
        self.saved, self.errors = "", {}

    def _forget(self, order_id: str) -> None:
        self.chosen = {id: value for id, value in self.chosen.items() if id != order_id}
        self.seen = {id: value for id, value in self.seen.items() if id != order_id}


async def _assign(order_id: str, mechanic: str, seen: str) -> OrderView:
    id = TypeAdapter(Id).validate_python(order_id)
    command = Assignment.model_validate({"mechanic_id": _one(mechanic), "replaces": _all(seen)})
    async with transaction(current_viewer().actor) as unit:
        await unit.services.assignment.assign_order(id, command.mechanic_id, command.replaces)
        return await unit.services.orders.get_order(id)


def _one(text: str) -> Any:
    return None if text == NOBODY else text


def _all(text: str) -> Any:
    """Return the ids for the command, which refuses what is none."""
    return [_one(id) for id in text.split(",")]


def _saved_message(locale: str, order: OrderView) -> str:
    """Return who does the order's work now."""
    names = [name for id, name in order.open_mechanics.items() if id is not None]
    shown = ", ".join(display_name(locale, name) for name in names)
    if not names:
        return translate(locale, N_("No. %(number)s: nobody has the work now."), number=order.number)
    if None in order.open_mechanics:
        message = N_("No. %(number)s: %(name)s finishes what is begun; nobody has the rest.")
        return translate(locale, message, number=order.number, name=shown)
    return translate(
        locale, N_("No. %(number)s: %(name)s does the work now."), number=order.number, name=shown
    )
