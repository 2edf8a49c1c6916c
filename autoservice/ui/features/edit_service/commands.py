"""Copying, archiving, restoring and deleting services, and what became of them."""

from typing import Annotated, Any, Final

import reflex as rx
from pydantic import Field, TypeAdapter, ValidationError

from autoservice.modules.catalog.removal import Removal
from autoservice.modules.catalog.services.errors import ServiceNotFound
from autoservice.runtime.current import transaction
from autoservice.shared.access import Permission
from autoservice.shared.cells import MAX_CELLS
from autoservice.shared.errors import DomainError
from autoservice.shared.i18n import N_, translate, translate_plural
from autoservice.shared.validation import Id
from autoservice.ui.access import not_on_return, requires_permission
from autoservice.ui.current import current_viewer
from autoservice.ui.kit.form_state import FormMixin

SERVICES: Final = "/admin/catalog/services"
ID: Final = TypeAdapter[int](Id)
# As many rows as can be edited together.
IDS: Final = TypeAdapter(Annotated[list[Id], Field(max_length=MAX_CELLS)])
DELETED: Final = N_("“%(name)s” is deleted.")
ARCHIVED_INSTEAD: Final = N_("“%(name)s” was ordered before, so it is archived, not deleted.")
NAME_LENGTH: Final = 200


@requires_permission(Permission.MANAGE_CATALOG)
class ServiceCommandsState(FormMixin, rx.State):
    """The service that is to be deleted, and the outcome of the last command."""

    saved: str = ""
    doomed: str = ""
    _doomed_id: str = ""

    @rx.event
    @not_on_return
    async def clear(self) -> None:
        """Clear what the page showed before."""
        self.saved, self.errors, self.doomed = "", {}, ""

    @rx.event
    async def dismiss(self) -> None:
        """Take the message away."""
        self.saved, self.errors = "", {}

    @rx.event
    async def copy_service(self, service_id: str) -> Any:
        """Copy a service and open the copy, which is not on offer yet."""
        try:
            id = ID.validate_python(service_id)
            async with transaction(current_viewer().actor) as unit:
                copy = await unit.services.catalog_editing.copy_service(id)
        except (DomainError, ValidationError) as error:
            self._refuse(error)
            return None
        return rx.redirect(f"{SERVICES}/{copy.id}")

    @rx.event
    async def switch(self, service_ids: list[str], active: bool) -> None:
        """Archive services, or put them on offer again."""
        viewer = current_viewer()
        self.saved, self.errors = "", {}
        try:
            ids = {*IDS.validate_python(service_ids)}
            async with transaction(viewer.actor) as unit:
                await unit.services.catalog_editing.switch_services(ids, active=active)
        except (DomainError, ValidationError) as error:
            self._refuse(error)
            return
        self.saved = _switched(viewer.locale, len(ids), active=active)

    @rx.event
    async def ask(self, service_id: str, name: str) -> None:
        """Ask whether a service is to be deleted."""
        self.saved, self.errors = "", {}
        self._doomed_id, self.doomed = service_id, name[:NAME_LENGTH]

    @rx.event
    async def cancel(self) -> None:
        """Delete nothing."""
        self.doomed = self._doomed_id = ""

    @rx.event
    async def delete_service(self) -> None:
        """Delete the service that was asked about; one that was ordered is archived."""
        viewer, service_id, name = current_viewer(), self._doomed_id, self.doomed
        self.doomed = self._doomed_id = ""
        # Nothing is to be deleted after the first of two clicks.
        if not service_id:
            return
        try:
            id = ID.validate_python(service_id)
            async with transaction(viewer.actor) as unit:
                removal = await unit.services.catalog_editing.delete_service(id)
        except (ServiceNotFound, ValidationError):
            self.saved = translate(viewer.locale, DELETED, name=name)
            return
        text = DELETED if removal.outcome is Removal.DELETED else ARCHIVED_INSTEAD
        self.saved = translate(viewer.locale, text, name=name)


def _switched(locale: str, count: int, *, active: bool) -> str:
    if active:
        return translate_plural(
            locale, "%(count)d service is on offer again.", "%(count)d services are on offer again.", count
        )
    return translate_plural(
        locale, "%(count)d service is archived.", "%(count)d services are archived.", count
    )
