"""The form in which the quantity and the price of an order's part are corrected."""

from collections.abc import Mapping
from typing import Any, Final

import reflex as rx
from pydantic import TypeAdapter, ValidationError

from autoservice.modules.catalog.inventory.labels import UNITS
from autoservice.modules.orders.parts.errors import PartOutdated
from autoservice.modules.orders.parts.schemas import OrderPartView, PartChange
from autoservice.modules.orders.parts.states import PartAction, PartState
from autoservice.runtime.current import current_runtime, read_only, transaction
from autoservice.shared.access import Permission
from autoservice.shared.errors import DomainError
from autoservice.shared.i18n import localized, translate
from autoservice.shared.typed_numbers import parse_money, parse_quantity, typed_money, typed_quantity
from autoservice.shared.validation import Id
from autoservice.ui.access import not_on_return, requires_permission
from autoservice.ui.current import current_viewer
from autoservice.ui.kit.form_state import FormMixin
from autoservice.ui.kit.path import id_of
from autoservice.ui.kit.typed_form import parse_field

FIELDS: Final = ("quantity", "price_minor")
EMPTY: Final = dict.fromkeys(FIELDS, "")


@requires_permission(Permission.ISSUE_STOCK)
class ChangePartState(FormMixin, rx.State):
    """The part as the form shows it at first; ``values`` by the names of the fields."""

    # The id, empty while no form is open.
    part_id: str = ""
    name: str = ""
    unit: str = ""
    version: int = 1
    # What was issued changes its quantity only by a return.
    is_issued: bool = False
    outdated: bool = False
    values: dict[str, str] = EMPTY
    # Another value makes the fields new ones, which begin with ``values``.
    form_key: str = ""

    @rx.event
    @not_on_return
    async def clear(self) -> None:
        """Close the form that was open on another page."""
        self._close()

    @rx.event
    async def edit(self, part_id: str) -> None:
        """Open the form with the present values of a part."""
        self._close()
        try:
            async with read_only(current_viewer().actor) as unit:
                order_id, id = id_of(self.router.url.path), TypeAdapter(Id).validate_python(part_id)
                part = await unit.services.order_parts.get_part(order_id, id)
        except (DomainError, ValidationError):
            return
        if PartAction.CHANGE in part.actions:
            self._show(part)

    @rx.event
    async def cancel(self) -> None:
        """Close the form and change nothing."""
        self._close()

    @rx.event
    async def change_part(self, form: dict[str, Any]) -> None:
        """Change the part as typed; show the errors and keep the input otherwise."""
        viewer, self.outdated = current_viewer(), False
        try:
            change = PartChange.model_validate({**_read_form(form, viewer.locale), "version": self.version})
            async with transaction(viewer.actor) as unit:
                order_id, part_id = id_of(self.router.url.path), int(self.part_id or 0)
                await unit.services.order_parts.change_part(order_id, part_id, change)
        except (DomainError, ValidationError) as error:
            self.outdated = isinstance(error, PartOutdated)
            self._refuse(error, FIELDS)
        else:
            self._accept()
            self._close()

    def _show(self, part: OrderPartView) -> None:
        locale = current_viewer().locale
        self.part_id, self.version = str(part.id), part.version
        self.name = localized(locale, part.name_ru, part.name_en)
        self.unit = translate(locale, UNITS[part.unit])
        self.is_issued = part.state is PartState.ISSUED
        price = typed_money(part.price_minor, locale, part.currency) if part.price_minor else ""
        self.values = {"quantity": typed_quantity(part.quantity, locale), "price_minor": price}
        self.form_key = f"{part.id} {part.version} {self.refused}"

    def _close(self) -> None:
        self.part_id, self.outdated, self.errors = "", False, {}


def _read_form(form: Mapping[str, Any], locale: str) -> dict[str, Any]:
    """Return the values of the command; raises an error of the field that cannot be read."""
    currency = current_runtime().settings.currency
    price = parse_field(form, "price_minor", lambda text: parse_money(text.strip() or "0", locale, currency))
    typed: dict[str, Any] = {"price_minor": price}
    if "quantity" in form:
        typed["quantity"] = parse_field(form, "quantity", lambda text: parse_quantity(text, locale))
    return typed
