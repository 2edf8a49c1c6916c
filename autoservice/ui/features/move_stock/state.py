"""Receiving stock and correcting the book."""

from collections.abc import Callable, Mapping
from typing import Any

import reflex as rx
from pydantic import TypeAdapter, ValidationError

from autoservice.modules.catalog.inventory.schemas import Correction, Receipt
from autoservice.runtime.current import current_runtime, transaction
from autoservice.shared.access import Permission
from autoservice.shared.errors import DomainError
from autoservice.shared.typed_numbers import parse_money, parse_quantity
from autoservice.shared.validation import Id
from autoservice.ui.access import not_on_return, requires_permission
from autoservice.ui.current import current_viewer
from autoservice.ui.kit.form_state import FormMixin
from autoservice.ui.kit.typed_form import parse_field

ITEM_ID = TypeAdapter[int](Id)
Command = Receipt | Correction


class MovementFormMixin(FormMixin, mixin=True):
    """A form that moves the stock of the item on the page."""

    done: bool = False

    @rx.event
    @not_on_return
    async def clear(self) -> None:
        """Clear the outcome when the page opens."""
        self.done, self.errors = False, {}

    async def _move(self, form: Mapping[str, Any], read: Callable[[Mapping[str, Any], str], Command]) -> bool:
        """Move stock by the form; show the errors and keep the input otherwise."""
        viewer, self.done = current_viewer(), False
        try:
            item_id, command = ITEM_ID.validate_python(form.get("item_id")), read(form, viewer.locale)
            async with transaction(viewer.actor) as unit:
                await unit.services.stock.add_movement(item_id, command)
        except (DomainError, ValidationError) as error:
            self._refuse(error, form)
            return False
        self._accept()
        self.done = True
        return True


@requires_permission(Permission.MANAGE_STOCK)
class ReceiveStockState(MovementFormMixin, rx.State):
    """The form of a receipt."""

    @rx.event
    async def receive_stock(self, form: dict[str, Any]) -> Any:
        """Receive what was typed."""
        if await self._move(form, _receipt):
            return [rx.set_value("receipt-quantity", ""), rx.set_value("receipt-cost", "")]
        return None


@requires_permission(Permission.MANAGE_STOCK)
class CorrectStockState(MovementFormMixin, rx.State):
    """The form of a correction."""

    @rx.event
    async def correct_stock(self, form: dict[str, Any]) -> Any:
        """Correct the book by what was typed."""
        if await self._move(form, _correction):
            return [rx.set_value("correction-quantity", ""), rx.set_value("correction-reason", "")]
        return None


def _receipt(form: Mapping[str, Any], locale: str) -> Receipt:
    currency = current_runtime().settings.currency
    cost = parse_field(form, "unit_cost_minor", lambda text: parse_money(text, locale, currency))
    quantity = parse_field(form, "quantity", lambda text: parse_quantity(text, locale))
    return Receipt(kind="receipt", quantity=quantity, unit_cost_minor=cost)


def _correction(form: Mapping[str, Any], locale: str) -> Correction:
    quantity = parse_field(form, "quantity", lambda text: parse_quantity(text, locale, negative=True))
    return Correction(kind="correction", quantity=quantity, reason=str(form.get("reason", "")))
