"""The form of one service."""

from collections.abc import Mapping
from typing import Any, Final

import reflex as rx
from pydantic import ValidationError

from autoservice.modules.catalog.services.cells import parse_hours_cell, parse_price_cell, show_price
from autoservice.modules.catalog.services.editing_schemas import NewService, ServiceChange, ServiceRow
from autoservice.modules.catalog.services.errors import ServiceNotFound
from autoservice.runtime.current import current_runtime, read_only, transaction
from autoservice.shared.access import Permission
from autoservice.shared.cells import RowsChanged
from autoservice.shared.errors import DomainError
from autoservice.shared.i18n import N_, format_money, localized, translate
from autoservice.shared.typed_numbers import typed_hours
from autoservice.ui.access import requires_permission
from autoservice.ui.current import current_viewer
from autoservice.ui.engine.hydration import has_returned
from autoservice.ui.kit.form_state import FormMixin
from autoservice.ui.kit.path import id_of

SERVICES: Final = "/admin/catalog/services"
TEXTS: Final = ("name_ru", "name_en", "description_ru", "description_en")
CHOICES: Final = ("category_id", "template_id")
# What an empty form begins with.
EMPTY: Final = dict.fromkeys((*TEXTS, *CHOICES, "hours", "price", "asked", "version"), "")
# The form's names of the fields of a service that are typed in another way than they are kept.
TYPED: Final = {"norm_minutes": "hours", "price_minor": "price"}
CHANGED: Final = N_(
    "Somebody else has changed this service meanwhile. Nothing was saved; what you typed is still here."
)


@requires_permission(Permission.MANAGE_CATALOG)
class EditServiceState(FormMixin, rx.State):
    """The service as the form shows it at first; ``values`` by the names of the fields."""

    # The id, empty for a new service.
    service_id: str = ""
    path: str = ""
    title: str = ""
    missing: bool = False
    active: bool = True
    # Whether the form is older than the row.
    outdated: bool = False
    values: dict[str, str] = EMPTY
    saved: bool = False
    # Another value makes the form a new one, which begins with ``values``.
    form_key: str = ""

    @rx.event
    async def open_new(self) -> None:
        """Begin with an empty form."""
        self._begin_page()
        if has_returned(self):
            return
        self.service_id, self.missing, self.outdated, self.active = "", False, False, True
        self.values, self.errors = EMPTY, {}
        self.form_key = f"new {self.accepted}"

    @rx.event
    async def open(self) -> None:
        """Read the service at the address."""
        self._begin_page()
        try:
            async with read_only(current_viewer().actor) as unit:
                row = await unit.services.catalog_editing.get_row(id_of(self.router.url.path))
        except ServiceNotFound:
            self.missing, self.service_id = True, ""
            return
        self.missing = False
        # What somebody is typing stays; the version tells whether it is still in time.
        if not (has_returned(self) and self.service_id == str(row.id)):
            self._show(row)

    @rx.event
    async def show_present(self) -> None:
        """Show the present values instead of what was typed."""
        await self._read_present()

    @rx.event
    async def save(self, form: dict[str, Any]) -> Any:
        """Save the service, or add it; show the errors and keep the input otherwise."""
        viewer, self.saved, self.outdated = current_viewer(), False, False
        try:
            fields = _parse(form, viewer.locale)
            async with transaction(viewer.actor) as unit:
                if self.service_id:
                    change = ServiceChange.model_validate(fields)
                    id = int(self.service_id)
                    row = await unit.services.catalog_editing.change_service(id, change, viewer.locale)
                else:
                    new = NewService.model_validate(fields)
                    row = await unit.services.catalog_editing.create_service(new)
        except RowsChanged:
            self.errors, self.outdated = {"": translate(viewer.locale, CHANGED)}, True
            self.refused += 1
            return None
        except (DomainError, ValidationError) as error:
            self._refuse_typed(error, form)
            return None
        self._accept()
        if not self.service_id:
            return rx.redirect(f"{SERVICES}/{row.id}")
        self._show(row)
        self.saved = True
        return None

    @rx.event
    async def reread(self) -> None:
        """Read again whether the service is on offer, after a command; what is typed stays."""
        if not self.service_id:
            return
        async with read_only(current_viewer().actor) as unit:
            row = await unit.services.catalog_editing.get_row(int(self.service_id))
        self.active = row.active
        self.values = self.values | {"version": str(row.version)}

    async def _read_present(self) -> None:
        if not self.service_id:
            return
        async with read_only(current_viewer().actor) as unit:
            self._show(await unit.services.catalog_editing.get_row(int(self.service_id)))
        self.errors, self.outdated = {}, False
        self.form_key = f"{self.form_key} again"

    def _begin_page(self) -> None:
        self.path = self.router.url.path.rstrip("/")
        if not has_returned(self):
            self.saved, self.errors, self.outdated = False, {}, False

    def _show(self, row: ServiceRow) -> None:
        locale = current_viewer().locale
        self.service_id, self.active = str(row.id), row.active
        self.title = localized(locale, row.name_ru, row.name_en)
        self.values = _values(row, locale)
        self.form_key = f"{row.id} {row.version}"

    def _refuse_typed(self, error: DomainError | ValidationError, form: Mapping[str, Any]) -> None:
        self._refuse(error, [*form, *TYPED])
        self.errors = {TYPED.get(name, name): text for name, text in self.errors.items()}


def _values(row: ServiceRow, locale: str) -> dict[str, str]:
    return {
        **{name: getattr(row, name) for name in TEXTS},
        "category_id": str(row.category.id),
        "template_id": str(row.template.id),
        "hours": typed_hours(row.norm_minutes, locale),
        "price": show_price(row.price_minor, locale, row.currency),
        "asked": format_money(locale, row.current_price_minor, row.currency),
        "version": str(row.version),
    }


def _parse(form: Mapping[str, Any], locale: str) -> dict[str, Any]:
    """Return the fields of the command; raises a ``DomainError`` with its ``field`` for hours and price."""
    typed = {name: str(form.get(name, "")) for name in EMPTY}
    fields: dict[str, Any] = {name: typed[name] for name in (*TEXTS, *CHOICES)}
    currency = current_runtime().settings.currency
    fields["norm_minutes"] = _at("hours", lambda: parse_hours_cell(typed["hours"], locale))
    fields["price_minor"] = _at("price", lambda: parse_price_cell(typed["price"], locale, currency))
    return fields | ({"version": typed["version"]} if typed["version"] else {})


def _at(field: str, parse: Any) -> Any:
    try:
        return parse()
    except DomainError as error:
        error.field = field
        raise
