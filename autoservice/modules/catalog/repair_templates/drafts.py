"""The service of drafts: what somebody has edited of a template's stages and not saved as a version yet."""

from collections.abc import Sequence
from typing import Final

from autoservice.events.repair_templates import RepairTemplateDraftChanged
from autoservice.modules.catalog.repair_templates.codes import HANDOVER, INTAKE
from autoservice.modules.catalog.repair_templates.draft_rows import (
    DraftRow,
    DraftView,
    StageMove,
    draft_cells,
    rows_of,
)
from autoservice.modules.catalog.repair_templates.errors import TemplateNotFound, TooManyStages
from autoservice.modules.catalog.repair_templates.models import RepairTemplate, TemplateDraft
from autoservice.modules.catalog.repair_templates.ports import (
    RepairTemplateRepository,
    TemplateDraftRepository,
)
from autoservice.modules.catalog.repair_templates.rules import MAX_STAGES
from autoservice.shared.access import Permission
from autoservice.shared.cells import CellChanges, ChangedRows, RowsChanged
from autoservice.shared.service import Service, requires
from autoservice.shared.unit import Unit

# Rows of different versions of a template have different versions, however often they are edited.
EDITS_OF_A_VERSION: Final = 10_000


class TemplateDraftsService(Service):
    """The actor's own drafts; without one, an edit begins with the latest version."""

    def __init__(
        self, unit: Unit, templates: RepairTemplateRepository, drafts: TemplateDraftRepository
    ) -> None:
        super().__init__(unit)
        self._templates = templates
        self._drafts = drafts

    @requires(Permission.MANAGE_CATALOG)
    async def get_draft(self, template_id: int) -> DraftView:
        """Return the draft, or the latest version as one; raises ``TemplateNotFound``."""
        template = await self._find(template_id)
        kept = await self._drafts.find(template_id, self._actor.user_id)
        draft = kept or await self._begin(template)
        return DraftView(
            based_on=draft.based_on,
            latest=template.latest,
            is_changed=kept is not None,
            rows=_rows(draft),
            removed=DraftRow.model_validate(draft.removed["row"]) if draft.removed else None,
        )

    @requires(Permission.MANAGE_CATALOG)
    async def edit_cells(self, template_id: int, changes: CellChanges, locale: str) -> None:
        """Change cells as typed, all or none.

        Raises ``CellsRefused``, ``RowsChanged``, ``TemplateNotFound``.
        """
        draft, rows = await self._open(template_id)
        if draft_cells(locale).edit(rows, changes):
            await self._keep(draft, rows)

    @requires(Permission.MANAGE_CATALOG)
    async def read_cells(self, template_id: int, ids: Sequence[int], locale: str) -> ChangedRows:
        """Return the present cells of those rows that are still there; raises ``TemplateNotFound``."""
        found = await self.get_draft(template_id)
        return draft_cells(locale).view(row for row in found.rows if row.id in ids)

    @requires(Permission.MANAGE_CATALOG)
    async def move_stage(self, template_id: int, move: StageMove) -> None:
        """Move a stage between two others.

        Raises ``TemplateNotFound``, and ``RowsChanged`` for stages that are no longer there.
        """
        draft, rows = await self._open(template_id)
        by_id = {row.id: row for row in rows}
        gone = [id for id in (move.id, move.after, move.before) if id is not None and id not in by_id]
        if gone:
            raise RowsChanged(ChangedRows(rows=[]), gone)
        if move.id in (move.after, move.before):
            return
        rows.remove(by_id[move.id])
        place = rows.index(by_id[move.after]) + 1 if move.after is not None else len(rows)
        if move.before is not None:
            place = rows.index(by_id[move.before])
        await self._keep(draft, [*rows[:place], by_id[move.id], *rows[place:]])

    @requires(Permission.MANAGE_CATALOG)
    async def add_stage(self, template_id: int, kind: str = "") -> int:
        """Add a stage of a known kind, or of none, before the handover; returns the id of its row.

        Raises ``TemplateNotFound``, ``TooManyStages``.
        """
        draft, rows = await self._open(template_id)
        draft.last_id += 1
        added = DraftRow(id=draft.last_id, version=draft.based_on * EDITS_OF_A_VERSION)
        added.become(kind)
        has_end = bool(rows) and rows[-1].code == HANDOVER and kind != HANDOVER
        place = 0 if kind == INTAKE else len(rows) - has_end
        await self._insert(draft, rows, added, place)
        return added.id

    @requires(Permission.MANAGE_CATALOG)
    async def remove_stage(self, template_id: int, row_id: int) -> None:
        """Remove a stage, if it is still there; raises ``TemplateNotFound``."""
        draft, rows = await self._open(template_id)
        place = next((place for place, row in enumerate(rows) if row.id == row_id), None)
        if place is not None:
            draft.removed = {"row": rows.pop(place).model_dump(), "place": place}
            await self._keep(draft, rows)

    @requires(Permission.MANAGE_CATALOG)
    async def restore_stage(self, template_id: int) -> None:
        """Put the stage that was removed last back to its place, if there is one.

        Raises ``TemplateNotFound``, ``TooManyStages``.
        """
        draft, rows = await self._open(template_id)
        removed, draft.removed = draft.removed, None
        if removed:
            await self._insert(draft, rows, DraftRow.model_validate(removed["row"]), removed["place"])

    @requires(Permission.MANAGE_CATALOG)
    async def rebase_draft(self, template_id: int) -> None:
        """Let the draft follow the latest version instead of the one it began with.

        What that version changed is then undone by saving the draft. Raises ``TemplateNotFound``.
        """
        template = await self._find(template_id, locked=True)
        draft, rows = await self._open(template_id)
        draft.based_on = template.latest
        await self._keep(draft, rows)

    @requires(Permission.MANAGE_CATALOG)
    async def drop_draft(self, template_id: int) -> None:
        """Delete the draft of a template."""
        await self._drafts.delete(template_id, self._actor.user_id)
        self._unit.emit(RepairTemplateDraftChanged(template_id))

    @requires(Permission.MANAGE_OWN_ACCOUNT)
    async def forget_drafts(self) -> None:
        """Delete all drafts of the actor."""
        await self._drafts.delete_of(self._actor.user_id)

    async def _find(self, template_id: int, *, locked: bool = False) -> RepairTemplate:
        template = await self._templates.find(template_id, locked=locked)
        if template is None:
            raise TemplateNotFound()
        return template

    async def _open(self, template_id: int) -> tuple[TemplateDraft, list[DraftRow]]:
        """Return the draft and its rows; nobody else changes them before the transaction ends."""
        template = await self._find(template_id, locked=True)
        draft = await self._drafts.find(template_id, self._actor.user_id) or await self._begin(template)
        return draft, _rows(draft)

    async def _begin(self, template: RepairTemplate) -> TemplateDraft:
        """Return a draft of the latest version, which is not kept yet."""
        stages = (await self._templates.latest_stages([template.id])).get(template.id, [])
        rows = rows_of(stages, template.latest * EDITS_OF_A_VERSION)
        return TemplateDraft(
            template_id=template.id,
            user_id=self._actor.user_id,
            based_on=template.latest,
            last_id=len(rows),
            rows=[row.model_dump() for row in rows],
            updated_at=self._unit.now,
        )

    async def _insert(
        self, draft: TemplateDraft, rows: Sequence[DraftRow], added: DraftRow, place: int
    ) -> None:
        if len(rows) >= MAX_STAGES:
            raise TooManyStages(limit=MAX_STAGES)
        await self._keep(draft, [*rows[:place], added, *rows[place:]])

    async def _keep(self, draft: TemplateDraft, rows: Sequence[DraftRow]) -> None:
        draft.rows, draft.updated_at = [row.model_dump() for row in rows], self._unit.now
        await self._drafts.add(draft)
        self._unit.emit(RepairTemplateDraftChanged(draft.template_id))


def _rows(draft: TemplateDraft) -> list[DraftRow]:
    return [DraftRow.model_validate(row) for row in draft.rows]
