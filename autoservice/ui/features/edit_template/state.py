"""Commands on a whole repair template, and what became of them."""

from typing import Any, Final

import reflex as rx
from pydantic import ValidationError

from autoservice.modules.catalog.removal import Removal
from autoservice.modules.catalog.repair_templates.codes import KNOWN_STAGES
from autoservice.modules.catalog.repair_templates.schemas import (
    NewTemplate,
    StageContent,
    TemplateChange,
    TemplateNames,
    TemplateView,
)
from autoservice.runtime.current import transaction
from autoservice.shared.access import Permission
from autoservice.shared.errors import DomainError
from autoservice.shared.i18n import N_, translate
from autoservice.ui.access import not_on_return, requires_permission
from autoservice.ui.current import current_viewer
from autoservice.ui.entities.repair_template.address import TEMPLATES
from autoservice.ui.kit.form_state import FormMixin
from autoservice.ui.kit.path import id_of

# With these stages a new template begins.
FIRST_STAGES: Final = ("intake", "work", "handover")
NEW_NAME: Final = N_("New template")
COPY_NAME: Final = N_("%(name)s (copy)")
SAVED: Final = N_("The names are saved.")
ARCHIVED: Final = N_("Archived: it is offered to no service any more. What uses it goes on as before.")
RESTORED: Final = N_("Back from the archive.")
IN_USE: Final = N_("Something uses this template: it was archived, not deleted.")


@requires_permission(Permission.MANAGE_CATALOG)
class TemplateCommandsState(FormMixin, rx.State):
    """The question before a deletion, the errors of the form of names, and the last outcome."""

    is_asking: bool = False
    saved: str = ""

    @rx.event
    @not_on_return
    async def clear(self) -> None:
        """Clear what the page showed before."""
        self.is_asking, self.saved, self.errors = False, "", {}

    @rx.event
    async def dismiss(self) -> None:
        """Take the message away."""
        self.saved, self.errors = "", {}

    @rx.event
    async def create(self) -> Any:
        """Create a template with a few stages, and go to its page."""
        names = {f"name_{locale}": translate(locale, NEW_NAME) for locale in ("ru", "en")}
        stages = [_known_stage(code) for code in FIRST_STAGES]
        return await self._go_to(
            lambda templates: templates.create_template(NewTemplate(**names, stages=stages))
        )

    @rx.event
    async def copy_template(self, name_ru: str, name_en: str) -> Any:
        """Create a copy of the page's template, and go to its page."""
        given = {"ru": name_ru[:180], "en": name_en[:180]}
        names = {f"name_{one}": translate(one, COPY_NAME, name=given[one]) for one in given}
        source = id_of(self.router.url.path)
        return await self._go_to(lambda templates: templates.copy_template(source, TemplateNames(**names)))

    @rx.event
    async def rename(self, form: dict[str, Any]) -> None:
        """Rename the page's template; show the errors and keep the input otherwise."""
        names = {name: str(form.get(name, "")) for name in ("name_ru", "name_en")}
        if await self._change(names, form):
            self.saved = translate(current_viewer().locale, SAVED)

    @rx.event
    async def switch(self, active: bool) -> None:
        """Archive the page's template, or restore it."""
        if await self._change({"active": active}):
            self.saved = translate(current_viewer().locale, RESTORED if active else ARCHIVED)

    @rx.event
    async def ask(self) -> None:
        """Ask whether the template is to be deleted."""
        self.is_asking = True

    @rx.event
    async def cancel(self) -> None:
        """Keep the template."""
        self.is_asking = False

    @rx.event
    async def delete(self) -> Any:
        """Delete the page's template and go to the list; stay where it was archived instead."""
        self.is_asking = False
        viewer = current_viewer()
        try:
            async with transaction(viewer.actor) as unit:
                removal = await unit.services.repair_templates.delete_template(self._id())
        except DomainError as error:
            self._refuse(error)
            return None
        if removal.outcome is Removal.DELETED:
            return rx.redirect(TEMPLATES)
        self.saved = translate(viewer.locale, IN_USE)
        return None

    def _id(self) -> int:
        return id_of(self.router.url.path)

    async def _go_to(self, make: Any) -> Any:
        try:
            async with transaction(current_viewer().actor) as unit:
                made: TemplateView = await make(unit.services.repair_templates)
        except (DomainError, ValidationError) as error:
            self._refuse(error)
            return None
        return rx.redirect(f"{TEMPLATES}/{made.id}")

    async def _change(self, fields: dict[str, Any], form: dict[str, Any] | None = None) -> bool:
        self.saved = ""
        try:
            change = TemplateChange.model_validate(fields)
            async with transaction(current_viewer().actor) as unit:
                await unit.services.repair_templates.change_template(self._id(), change)
        except (DomainError, ValidationError) as error:
            self._refuse(error, form or {})
            return False
        self._accept()
        return True


def _known_stage(code: str) -> StageContent:
    name_ru, name_en = KNOWN_STAGES[code]
    return StageContent(code=code, name_ru=name_ru, name_en=name_en)
