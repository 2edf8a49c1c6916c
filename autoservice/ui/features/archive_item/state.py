"""Archiving, restoring and deleting items, and what became of them."""

from collections.abc import Awaitable, Callable
from typing import Final

import reflex as rx
from pydantic import TypeAdapter, ValidationError

from autoservice.modules.catalog.inventory.schemas import ItemChange
from autoservice.modules.catalog.inventory.service import InventoryService
from autoservice.modules.catalog.removal import Removal
from autoservice.runtime.current import transaction
from autoservice.shared.access import Permission
from autoservice.shared.errors import DomainError
from autoservice.shared.i18n import N_, translate
from autoservice.shared.validation import Id
from autoservice.ui.access import not_on_return, requires_permission
from autoservice.ui.current import current_viewer
from autoservice.ui.kit.form_state import FormMixin

ITEM_ID: Final = TypeAdapter[int](Id)
NAME_LENGTH: Final = 200
ARCHIVED: Final = N_("%(name)s is archived.")
RESTORED: Final = N_("%(name)s is in use again.")
REMOVED: Final = {
    Removal.DELETED: N_("%(name)s is deleted."),
    Removal.ARCHIVED: N_("%(name)s was used, so it stays in the archive."),
}


@requires_permission(Permission.MANAGE_STOCK)
class ArchiveItemState(FormMixin, rx.State):
    """The item that is to be deleted, and the outcome of the last change."""

    saved: str = ""
    doomed: str = ""
    _doomed_id: str = ""

    @rx.event
    @not_on_return
    async def clear(self) -> None:
        """Clear what the page showed before."""
        self._forget()

    @rx.event
    async def dismiss(self) -> None:
        """Take the message away."""
        self.saved, self.errors = "", {}

    @rx.event
    async def archive(self, item_id: str, name: str) -> None:
        """Archive the item."""
        await self._switch(item_id, name, ARCHIVED, active=False)

    @rx.event
    async def restore(self, item_id: str, name: str) -> None:
        """Restore an archived item."""
        await self._switch(item_id, name, RESTORED, active=True)

    @rx.event
    async def ask(self, item_id: str, name: str) -> None:
        """Ask whether the item is to be deleted."""
        self._forget()
        self._doomed_id, self.doomed = item_id, name[:NAME_LENGTH]

    @rx.event
    async def cancel(self) -> None:
        """Delete nothing."""
        self._forget()

    @rx.event
    async def delete_item(self) -> None:
        """Delete the item that was asked about; one that something refers to stays in the archive."""
        item_id, name = self._doomed_id, self.doomed
        self._forget()

        async def delete(inventory: InventoryService, id: int) -> str:
            return REMOVED[(await inventory.delete_item(id)).outcome]

        # Nothing is to be deleted after the first of two clicks.
        if item_id:
            await self._run(delete, item_id, name)

    async def _switch(self, item_id: str, name: str, outcome: str, *, active: bool) -> None:
        locale = current_viewer().locale

        async def change(inventory: InventoryService, id: int) -> str:
            await inventory.change_item(id, ItemChange(active=active), locale)
            return outcome

        await self._run(change, item_id, name)

    async def _run(
        self, command: Callable[[InventoryService, int], Awaitable[str]], item_id: str, name: str
    ) -> None:
        """Run a command, which returns its outcome, a msgid; show that or the error."""
        viewer, self.saved = current_viewer(), ""
        try:
            id = ITEM_ID.validate_python(item_id)
            async with transaction(viewer.actor) as unit:
                outcome = await command(unit.services.inventory, id)
        except (DomainError, ValidationError) as error:
            self._refuse(error)
            return
        self._accept()
        self.saved = translate(viewer.locale, outcome, name=str(name)[:NAME_LENGTH])

    def _forget(self) -> None:
        self.saved, self.errors, self.doomed, self._doomed_id = "", {}, "", ""
