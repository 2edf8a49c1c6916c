"""The State of a template's page: what it is, its draft, its preview and its history."""

from dataclasses import dataclass, field
from typing import Any, Final

import reflex as rx

from autoservice.modules.catalog.repair_templates.draft_rows import DraftView, stages_of
from autoservice.modules.catalog.repair_templates.errors import TemplateNotFound, VersionNotFound
from autoservice.modules.catalog.repair_templates.schemas import (
    TemplateUsage,
    TemplateView,
    VersionSummary,
)
from autoservice.modules.notifications.topics import template_topic
from autoservice.runtime.current import read_only
from autoservice.shared.access import Permission
from autoservice.shared.i18n import N_, translate
from autoservice.shared.pagination import MAX_PAGE_SIZE, PageRequest
from autoservice.ui.access import chained_only, not_on_return, requires_permission
from autoservice.ui.current import Viewer, current_viewer
from autoservice.ui.engine.announcer import Announcement, Announcer
from autoservice.ui.engine.live import LiveView, watch
from autoservice.ui.engine.snapshots import Values, initial_values, live_vars
from autoservice.ui.entities.repair_template.preview import (
    PreviewViewModel,
    hidden_note,
    preview_view_models,
)
from autoservice.ui.entities.repair_template.rows import problems_of, stage_name
from autoservice.ui.entities.repair_template.view_models import (
    ChangeViewModel,
    TemplateViewModel,
    VersionViewModel,
    change_view_model,
    template_view_model,
    version_view_model,
)
from autoservice.ui.kit.path import id_of

SHOWN: Final = ("template", "draft", "preview", "hidden", "problems", "versions", "announcement")


@dataclass(frozen=True)
class DraftViewModel:
    """The viewer's draft; ``outdated`` says that a version was saved since it was begun."""

    is_changed: bool = False
    based_on: int = 0
    latest: int = 0
    next: int = 1
    outdated: str = ""
    removed: str = ""


@requires_permission(Permission.MANAGE_CATALOG)
@live_vars("path", "missing", *SHOWN, only_changes=("announcement",))
class TemplateState(rx.State):
    """The template of the page; all of it comes from its room."""

    # The page to which the rest belongs: another one's is not shown while this one is read.
    path: str = ""
    missing: bool = False
    template: TemplateViewModel = TemplateViewModel()
    draft: DraftViewModel = DraftViewModel()
    preview: list[PreviewViewModel] = []
    hidden: str = ""
    problems: list[str] = []
    versions: list[VersionViewModel] = []
    announcement: Announcement = Announcement()

    @rx.event
    @chained_only
    async def open(self) -> None:
        """Join the template's room, which fills the page and keeps it true."""
        path = self.router.url.path.rstrip("/")
        watch(self, TemplatePage(template_topic(id_of(path)), path))


@dataclass(frozen=True)
class Reading:
    """What is read of a template for all its viewers."""

    template: TemplateView
    usage: TemplateUsage
    versions: list[VersionSummary]


@dataclass(frozen=True)
class TemplatePage(LiveView):
    """One template."""

    topic: str
    path: str
    announcer: Announcer[int] = field(default_factory=Announcer, compare=False)
    state = TemplateState

    async def render(self, _reading: Any, viewer: Viewer) -> Values:
        """Return the template with the viewer's own draft, or that there is none."""
        template_id = id_of(self.path)
        async with read_only(viewer.actor) as unit:
            services = unit.services
            try:
                read = Reading(
                    await services.repair_templates.get_template(template_id),
                    await services.template_versions.get_usage(template_id),
                    (await services.template_versions.list_versions(template_id, NEWEST)).items,
                )
                draft = await services.template_drafts.get_draft(template_id)
            except TemplateNotFound:
                return {"path": self.path, "missing": True, **initial_values(TemplateState, SHOWN)}
        return {"path": self.path, "missing": False, **self._values(read, draft, viewer)}

    def seconds_left(self) -> float | None:
        """Return after how many seconds an announcement that waits is due."""
        return self.announcer.seconds_left()

    def _values(self, read: Reading, draft: DraftView, viewer: Viewer) -> Values:
        locale, stages = viewer.locale, stages_of(draft.rows)
        running = {one.number: one.running_orders for one in read.usage.versions}
        return {
            "template": template_view_model(read.template, read.usage, locale),
            "draft": draft_view_model(draft, locale),
            "preview": preview_view_models(stages, locale),
            "hidden": hidden_note(stages, locale),
            "problems": problems_of(draft.rows, locale),
            "versions": [version_view_model(one, running, viewer) for one in read.versions],
            "announcement": self.announcer.announce(
                viewer, read.template.latest, lambda before, after: _saved(before, after, locale)
            ),
        }


NEWEST: Final = PageRequest(size=MAX_PAGE_SIZE)


def _saved(before: int, after: int, locale: str) -> str:
    return translate(locale, N_("Version %(number)d was saved."), number=after) if after > before else ""


def draft_view_model(draft: DraftView, locale: str) -> DraftViewModel:
    """Return the draft in the language."""
    outdated = N_("Version %(number)d was saved meanwhile; your changes began with version %(former)d.")
    is_outdated = draft.is_changed and draft.based_on != draft.latest
    return DraftViewModel(
        is_changed=draft.is_changed,
        based_on=draft.based_on,
        latest=draft.latest,
        next=draft.latest + 1,
        outdated=translate(locale, outdated, number=draft.latest, former=draft.based_on)
        if is_outdated
        else "",
        removed=stage_name(draft.removed, draft.removed.id, locale) if draft.removed else "",
    )


@requires_permission(Permission.MANAGE_CATALOG)
class DifferenceState(rx.State):
    """The difference between two versions that the viewer asked for."""

    title: str = ""
    changes: list[ChangeViewModel] = []

    @rx.event
    @not_on_return
    async def clear(self) -> None:
        """Show no difference."""
        self.title, self.changes = "", []

    @rx.event
    async def compare(self, former: int, later: int) -> None:
        """Show what changed from one version of the page's template to another."""
        await self._compare(former, later)

    @rx.event
    async def compare_chosen(self, form: dict[str, Any]) -> None:
        """Show what changed between the versions that the form names."""
        chosen = [str(form.get(name, "")) for name in ("former", "later")]
        if all(text.isdecimal() and len(text) < 10 for text in chosen):
            await self._compare(int(chosen[0]), int(chosen[1]))

    async def _compare(self, former: int, later: int) -> None:
        viewer, template_id = current_viewer(), id_of(self.router.url.path)
        async with read_only(viewer.actor) as unit:
            try:
                found = await unit.services.template_versions.compare_versions(template_id, former, later)
            except (TemplateNotFound, VersionNotFound):
                self.title, self.changes = "", []
                return
        between = N_("From version %(former)d to version %(later)d")
        self.title = translate(viewer.locale, between, former=former, later=later)
        self.changes = [change_view_model(one, viewer.locale) for one in found.changes]
