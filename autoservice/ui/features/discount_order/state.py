"""The form in which a discount is given."""

from collections.abc import Mapping
from typing import Any, Final

import reflex as rx
from pydantic import ValidationError

from autoservice.modules.orders.discounts.schemas import OrderDiscount
from autoservice.runtime.current import current_runtime, transaction
from autoservice.shared.access import Permission
from autoservice.shared.errors import DomainError
from autoservice.shared.typed_numbers import parse_money, parse_percent
from autoservice.ui.access import not_on_return, requires_permission
from autoservice.ui.current import current_viewer
from autoservice.ui.entities.order.estimate import PERCENT
from autoservice.ui.kit.form_state import FormMixin
from autoservice.ui.kit.path import id_of
from autoservice.ui.kit.typed_form import parse_field

FIELDS: Final = ("value", "unit", "reason")


@requires_permission(Permission.MANAGE_ORDERS)
class DiscountOrderState(FormMixin, rx.State):
    """The errors of the form, and whether the last discount was saved."""

    saved: bool = False

    @rx.event
    @not_on_return
    async def clear(self) -> None:
        """Clear what the page showed before."""
        self.errors, self.saved = {}, False

    @rx.event
    async def discount_order(self, form: dict[str, Any]) -> None:
        """Give the discount that was typed on the order of the page, or take it back."""
        self.saved = False
        viewer = current_viewer()
        try:
            command = OrderDiscount.model_validate(_read_form(form, viewer.locale))
            async with transaction(viewer.actor) as unit:
                await unit.services.discounts.discount_order(id_of(self.router.url.path), command)
        except (DomainError, ValidationError) as error:
            self._refuse(error, FIELDS)
            return
        self._accept()
        self.saved = True


def _read_form(form: Mapping[str, Any], locale: str) -> dict[str, Any]:
    """Return the values of the command; raises an error of the field that cannot be read."""
    command = {"reason": str(form.get("reason", "")), "version": str(form.get("version", "")) or None}
    if not str(form.get("value", "")).strip():
        return command
    if form.get("unit") == PERCENT:
        given = {"basis_points": parse_field(form, "value", lambda text: parse_percent(text, locale))}
    else:
        currency = current_runtime().settings.currency
        given = {"amount_minor": parse_field(form, "value", lambda text: parse_money(text, locale, currency))}
    return {**command, **given}
