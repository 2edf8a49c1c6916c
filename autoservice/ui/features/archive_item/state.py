"""Archiving and restoring items."""

import reflex as rx
from pydantic import TypeAdapter, ValidationError

from autoservice.modules.catalog.inventory.schemas import ItemChange, Removal
from autoservice.runtime.current import transaction
from autoservice.shared.access import Permission
from autoservice.shared.errors import DomainError
from autoservice.shared.i18n import N_, translate
from autoservice.shared.validation import Id
from autoservice.ui.access import not_on_return, requires_permission
from autoservice.ui.current import current_viewer
from autoservice.ui.kit.form_state import FormMixin

ITEM_ID = TypeAdapter[int](Id)
OUTCOMES = {Removal.ARCHIVED: N_("%(name)s is archived."), Removal.DELETED: N_("%(name)s is deleted.")}


@requires_permission(Permission.MANAGE_STOCK)
class ArchiveItemState(FormMixin, rx.State):
    """The outcome of the last change."""

    saved: str = ""

    @rx.event
    @not_on_return
    async def clear(self) -> None:
        """Clear what the page showed before."""
        self.saved, self.errors = "", {}

    @rx.event
    async def dismiss(self) -> None:
        """Take the message away."""
        self.saved, self.errors = "", {}

    @rx.event
    async def remove(self, item_id: str, name: str) -> None:
        """Archive the item, or delete one that nothing refers to."""
        self.saved, viewer = "", current_viewer()
        try:
            number = ITEM_ID.validate_python(item_id)
            async with transaction(viewer.actor) as unit:
                removal = await unit.services.inventory.delete_item(number)
        except (DomainError, ValidationError) as error:
            self._refuse(error)
            return
        self._accept()
        self.saved = translate(viewer.locale, OUTCOMES[removal.outcome], name=str(name)[:200])

    @rx.event
    async def restore(self, item_id: str, name: str) -> None:
        """Restore an archived item."""
        self.saved, viewer = "", current_viewer()
        try:
            number = ITEM_ID.validate_python(item_id)
            async with transaction(viewer.actor) as unit:
                await unit.services.inventory.change_item(number, ItemChange(active=True))
        except (DomainError, ValidationError) as error:
            self._refuse(error)
            return
        self._accept()
        self.saved = translate(viewer.locale, N_("%(name)s is in use again."), name=str(name)[:200])
