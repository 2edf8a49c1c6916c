"""Commands on the draft of a template's stages: add and remove stages, save it as a version, drop it."""

from collections.abc import Awaitable, Callable
from typing import Any

import reflex as rx
from pydantic import TypeAdapter, ValidationError

from autoservice.modules.catalog.repair_templates.codes import KNOWN_STAGES
from autoservice.modules.catalog.repair_templates.draft_rows import kind_labels
from autoservice.modules.catalog.repair_templates.drafts import TemplateDraftsService
from autoservice.modules.catalog.repair_templates.errors import VersionRefused
from autoservice.runtime.current import transaction
from autoservice.shared.access import Permission
from autoservice.shared.errors import DomainError
from autoservice.shared.i18n import N_, translate
from autoservice.shared.validation import Id
from autoservice.ui.access import not_on_return, requires_permission
from autoservice.ui.current import current_viewer
from autoservice.ui.kit.path import id_of

SAVED = N_("Saved as version %(number)d. New orders take it; running orders keep theirs.")


@requires_permission(Permission.MANAGE_CATALOG)
class DraftCommandsState(rx.State):
    """What became of the last command; ``kinds`` are the kinds of stages, in the viewer's language.

    ``added`` is the id of the row that was added last, into which the focus goes once the table has it.
    """

    kinds: list[list[str]] = []
    added: str = ""
    saved: str = ""
    error: str = ""

    @rx.event
    async def load(self) -> None:
        """Read the names of the kinds: code and label of each."""
        labels = kind_labels(current_viewer().locale)
        # Most stages that are added are of no kind that the program knows.
        self.kinds = [["", labels[""]], *([code, label] for code, label in labels.items() if code)]

    @rx.event
    @not_on_return
    async def clear(self) -> None:
        """Clear what the page showed before."""
        self.saved, self.error, self.added = "", "", ""

    @rx.event
    async def dismiss(self) -> None:
        """Take the message away."""
        self.saved, self.error = "", ""

    @rx.event
    async def add(self, form: dict[str, Any]) -> None:
        """Add a stage of the kind that was chosen."""
        code = str(form.get("kind", ""))
        kind = code if code in KNOWN_STAGES else ""
        if row_id := await self._run(lambda drafts, template: drafts.add_stage(template, kind)):
            self.added = str(row_id)

    @rx.event
    async def remove(self, row_id: str) -> None:
        """Remove a stage."""
        try:
            id = TypeAdapter(Id).validate_python(row_id)
        except ValidationError:
            return
        await self._run(lambda drafts, template: drafts.remove_stage(template, id))

    @rx.event
    async def restore(self) -> None:
        """Put the stage that was removed last back to its place."""
        await self._run(lambda drafts, template: drafts.restore_stage(template))

    @rx.event
    async def drop(self) -> None:
        """Drop the draft: the table shows the latest version again."""
        await self._run(lambda drafts, template: drafts.drop_draft(template))

    @rx.event
    async def rebase(self) -> None:
        """Keep the draft although somebody else has saved a version meanwhile."""
        await self._run(lambda drafts, template: drafts.rebase_draft(template))

    @rx.event
    async def save(self) -> None:
        """Save the draft as the next version."""
        viewer = current_viewer()
        self.saved, self.error = "", ""
        try:
            async with transaction(viewer.actor) as unit:
                version = await unit.services.template_versions.save_draft(self._id())
        except DomainError as error:
            reasons = error.others if isinstance(error, VersionRefused) else ()
            self.error = " ".join(one.text(viewer.locale) for one in (error, *reasons[:3]))
        else:
            self.saved = translate(viewer.locale, SAVED, number=version.number)

    def _id(self) -> int:
        return id_of(self.router.url.path)

    async def _run(
        self, command: Callable[[TemplateDraftsService, int], Awaitable[int | None]]
    ) -> int | None:
        """Run a command and return its answer; what refuses it is said."""
        viewer = current_viewer()
        self.saved, self.error = "", ""
        try:
            async with transaction(viewer.actor) as unit:
                return await command(unit.services.template_drafts, self._id())
        except DomainError as error:
            self.error = error.text(viewer.locale)
            return None
