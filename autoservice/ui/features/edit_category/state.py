"""Adding and deleting categories, and what became of it."""

from typing import Any, Final

import reflex as rx
from pydantic import TypeAdapter, ValidationError

from autoservice.modules.catalog.services.editing_schemas import NewCategory
from autoservice.modules.catalog.services.errors import CategoryNotFound
from autoservice.runtime.current import transaction
from autoservice.shared.access import Permission
from autoservice.shared.errors import DomainError
from autoservice.shared.i18n import N_, localized, translate
from autoservice.shared.validation import Id
from autoservice.ui.access import not_on_return, requires_permission
from autoservice.ui.current import current_viewer
from autoservice.ui.kit.form_state import FormMixin

FIELDS: Final = ("name_ru", "name_en", "icon")
# The ids of the fields, which are emptied for the next category.
NAME_RU: Final = "category_name_ru"
NAME_EN: Final = "category_name_en"
ADDED: Final = N_("“%(name)s” is added at the end.")
DELETED: Final = N_("“%(name)s” is deleted.")
NAME_LENGTH: Final = 120


@requires_permission(Permission.MANAGE_CATALOG)
class CategoryCommandsState(FormMixin, rx.State):
    """The errors of the form, and the outcome of the last command."""

    saved: str = ""
    # Why a category was not deleted.
    kept: str = ""

    @rx.event
    @not_on_return
    async def clear(self) -> None:
        """Clear what the page showed before."""
        self.saved, self.kept, self.errors = "", "", {}

    @rx.event
    async def dismiss(self) -> None:
        """Take the message away."""
        self.saved, self.kept = "", ""

    @rx.event
    async def add(self, form: dict[str, Any]) -> Any:
        """Add a category; show the errors and keep the input otherwise."""
        viewer = current_viewer()
        self.saved, self.kept = "", ""
        try:
            command = NewCategory.model_validate({name: str(form.get(name, "")) for name in FIELDS})
            async with transaction(viewer.actor) as unit:
                row = await unit.services.categories.create_category(command)
        except (DomainError, ValidationError) as error:
            self._refuse(error, form)
            return None
        self._accept()
        name = localized(viewer.locale, row.name_ru, row.name_en)
        self.saved = translate(viewer.locale, ADDED, name=name)
        return [rx.set_value(NAME_RU, ""), rx.set_value(NAME_EN, "")]

    @rx.event
    async def delete(self, category_id: str, name: str) -> None:
        """Delete a category that has no services; say so if it has some."""
        viewer = current_viewer()
        self.saved, self.kept = "", ""
        try:
            id = TypeAdapter(Id).validate_python(category_id)
            async with transaction(viewer.actor) as unit:
                await unit.services.categories.delete_category(id)
        except (CategoryNotFound, ValidationError):
            pass
        except DomainError as error:
            self.kept = error.text(viewer.locale)
            return
        self.saved = translate(viewer.locale, DELETED, name=name[:NAME_LENGTH])
