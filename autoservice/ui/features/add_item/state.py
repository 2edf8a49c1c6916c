"""Adding a part or consumable."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

import reflex as rx
from pydantic import ValidationError

from autoservice.modules.catalog.inventory.schemas import NewItem
from autoservice.runtime.current import current_runtime, transaction
from autoservice.shared.access import Permission
from autoservice.shared.errors import DomainError
from autoservice.shared.typed_numbers import parse_money, parse_quantity
from autoservice.ui.access import not_on_return, requires_permission
from autoservice.ui.current import current_viewer
from autoservice.ui.kit.form_state import FormMixin
from autoservice.ui.kit.typed_form import parse_field

# The fields' ids, by their names: the page has a column of most of them too.
TEXTS: Final = ("article", "maker", "name_ru", "name_en", "place", "supplier")
NUMBERS: Final = ("price_minor", "minimum")
CHOICES: Final = ("kind", "unit")


def field_id(name: str) -> str:
    """Return the id of a field of the form."""
    return f"new-item-{name}"


@requires_permission(Permission.MANAGE_STOCK)
class AddItemState(FormMixin, rx.State):
    """What was added last, or the errors of the form."""

    added: str = ""
    added_url: str = ""

    @rx.event
    @not_on_return
    async def clear(self) -> None:
        """Clear the outcome when the page opens."""
        self.added, self.errors = "", {}

    @rx.event
    async def add_item(self, form: dict[str, Any]) -> Any:
        """Add the item; show the errors and keep the input otherwise."""
        viewer, self.added = current_viewer(), ""
        try:
            command = NewItem.model_validate(_read(form, viewer.locale))
            async with transaction(viewer.actor) as unit:
                item = await unit.services.inventory.create_item(command)
        except (DomainError, ValidationError) as error:
            self._refuse(error, form)
            return None
        self._accept()
        self.added = f"{item.maker} {item.article}".strip()
        self.added_url = f"/admin/catalog/stock/{item.id}"
        return [rx.set_value(field_id(name), "") for name in (*TEXTS, *NUMBERS)]


def _read(form: Mapping[str, Any], locale: str) -> dict[str, Any]:
    """Return the command's fields; raises ``DomainError`` for a number that is none."""
    currency = current_runtime().settings.currency
    return {
        **{name: str(form.get(name, "")) for name in (*TEXTS, *CHOICES)},
        "price_minor": parse_field(form, "price_minor", lambda text: parse_money(text, locale, currency)),
        "minimum": parse_field(form, "minimum", lambda text: _quantity(text, locale)),
    }


def _quantity(text: str, locale: str) -> Decimal:
    return parse_quantity(text, locale) if text.strip() else Decimal(0)
