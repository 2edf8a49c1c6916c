"""Searching the stock, and adding what was chosen to the order on the page."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import reflex as rx
from pydantic import ValidationError

from autoservice.modules.catalog.inventory.labels import with_unit
from autoservice.modules.catalog.inventory.schemas import ItemFilter, ItemView
from autoservice.modules.orders.parts.errors import PartUnnamed
from autoservice.modules.orders.parts.schemas import NewPart, OrderPartView
from autoservice.modules.orders.parts.states import PartState
from autoservice.runtime.current import current_runtime, read_only, transaction
from autoservice.shared.access import Permission
from autoservice.shared.errors import DomainError
from autoservice.shared.i18n import N_, localized, translate
from autoservice.shared.pagination import UnknownCursor
from autoservice.shared.typed_numbers import parse_money, parse_quantity
from autoservice.shared.validation import searchable
from autoservice.ui.access import not_on_return, requires_permission
from autoservice.ui.current import current_viewer
from autoservice.ui.kit.form_state import FormMixin
from autoservice.ui.kit.path import id_of
from autoservice.ui.kit.theme import ViewModelVar
from autoservice.ui.kit.typed_form import parse_field

PAGE: Final = 20
# So many items are shown at most: whoever looks further types another word.
MOST: Final = 100
# The choice of a part that is not kept in stock.
FREE: Final = "free"
FIELDS: Final = {"name": "part-name", "quantity": "part-quantity", "price_minor": "part-price"}


@dataclass(frozen=True)
class FoundItem:
    """An item of the inventory with what is available of it."""

    id: str
    name: str
    label: str
    stock: str
    is_there: bool


FoundVar = ViewModelVar


@requires_permission(Permission.ISSUE_STOCK)
class InventoryPickerState(FormMixin, rx.State):
    """The items that a search found, and what was added last."""

    found: list[FoundItem] = []
    searched: str = ""
    # Where the next page begins; empty at the end.
    following: str = ""
    added: str = ""

    @rx.event
    @not_on_return
    async def clear(self) -> None:
        """Clear what the page showed before."""
        self._forget()
        self.added, self.errors = "", {}

    @rx.event
    async def search(self, text: str) -> None:
        """Find items by name, article or maker."""
        self._forget()
        self.searched, self.added = searchable(text), ""
        if self.searched:
            await self._read("")

    @rx.event
    async def read_more(self) -> None:
        """Read the next page of what was found."""
        if self.following and len(self.found) < MOST:
            await self._read(self.following)

    @rx.event
    async def add_part(self, form: dict[str, Any]) -> Any:
        """Add the chosen part to the page's order."""
        viewer, order_id = current_viewer(), id_of(self.router.url.path)
        self.added = ""
        try:
            command = _command(form, viewer.locale)
            async with transaction(viewer.actor) as unit:
                part_id = await unit.services.order_parts.add_part(order_id, command)
                part = await unit.services.order_parts.get_part(order_id, part_id)
        except (DomainError, ValidationError) as error:
            self._refuse(error, FIELDS)
            return None
        self._accept()
        self._forget()
        self.added = _describe(part, viewer.locale)
        return [
            rx.set_value(FIELDS["name"], ""),
            rx.set_value(FIELDS["quantity"], "1"),
            rx.set_value(FIELDS["price_minor"], ""),
        ]

    def _forget(self) -> None:
        self.found, self.searched, self.following = [], "", ""

    async def _read(self, cursor: str) -> None:
        viewer = current_viewer()
        query = ItemFilter(q=self.searched, size=PAGE, cursor=cursor, sort=f"name_{viewer.locale}")
        try:
            async with read_only(viewer.actor) as unit:
                page = await unit.services.inventory.list_items(query)
        except UnknownCursor:
            return
        self.found = [*self.found, *(_found(item, viewer.locale) for item in page.items)]
        self.following = page.next or ""


def _found(item: ItemView, locale: str) -> FoundItem:
    return FoundItem(
        id=str(item.id),
        name=localized(locale, item.name_ru, item.name_en),
        label=f"{item.maker} {item.article}".strip(),
        stock=with_unit(item.available, item.unit, locale),
        is_there=item.available > 0,
    )


def _command(form: Mapping[str, Any], locale: str) -> NewPart:
    """Return the command of a form; raises ``PartUnnamed`` where nothing is chosen, one of ``BAD_NUMBER``."""
    chosen, currency = form.get("item_id"), current_runtime().settings.currency
    if not chosen:
        raise PartUnnamed()
    fields = {
        "quantity": parse_field(form, "quantity", lambda text: parse_quantity(text, locale)),
        "price_minor": parse_field(
            form, "price_minor", lambda text: parse_money(text or "0", locale, currency)
        ),
        "job_id": form.get("job_id") or None,
    }
    if chosen == FREE:
        return NewPart.model_validate(fields | {"name": form.get("name", ""), "unit": form.get("unit")})
    return NewPart.model_validate(fields | {"item_id": chosen})


def _describe(part: OrderPartView, locale: str) -> str:
    """Return what has become of a part that was added."""
    name = localized(locale, part.name_ru, part.name_en)
    if part.state is PartState.RESERVED:
        return translate(locale, N_("Reserved: %(part)s"), part=name)
    if part.available is None:
        return translate(locale, N_("Added: %(part)s"), part=name)
    stock = with_unit(part.available, part.unit, locale)
    return translate(locale, N_("Added: %(part)s. In stock: %(quantity)s"), part=name, quantity=stock)
