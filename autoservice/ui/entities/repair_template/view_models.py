"""A repair template, its versions and their differences, in the viewer's language."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from autoservice.modules.catalog.repair_templates.difference import ChangeKind, StageChange
from autoservice.modules.catalog.repair_templates.schemas import (
    StageContent,
    TemplateUsage,
    TemplateView,
    VersionSummary,
)
from autoservice.shared.i18n import N_, format_moment, localized, translate, translate_count
from autoservice.ui.current import Viewer
from autoservice.ui.entities.repair_template.fields import FIELDS, field_text
from autoservice.ui.kit.people import display_name
from autoservice.ui.kit.theme import ViewModelVar

CHANGES: Final = {
    ChangeKind.ADDED: N_("New stage"),
    ChangeKind.REMOVED: N_("Removed stage"),
    ChangeKind.CHANGED: N_("Changed stage"),
}
TONES: Final = {ChangeKind.ADDED: "success", ChangeKind.REMOVED: "danger", ChangeKind.CHANGED: "info"}
# What is said of fields whose values cannot be shown one by one.
SAID: Final = {
    "position": N_("Stands at another place"),
    "parallel_group": N_("Is done at once with other stages than before"),
}


@dataclass(frozen=True)
class TemplateViewModel:
    """A template at the head of its page; ``usage`` says what uses it, ``services`` are their names."""

    id: str = ""
    name: str = ""
    name_ru: str = ""
    name_en: str = ""
    version: int = 0
    active: bool = True
    latest: int = 0
    usage: str = ""
    services: tuple[str, ...] = ()


TemplateVar = ViewModelVar


def template_view_model(template: TemplateView, usage: TemplateUsage, locale: str) -> TemplateViewModel:
    """Return the template in the language."""
    return TemplateViewModel(
        id=str(template.id),
        name=localized(locale, template.name_ru, template.name_en),
        name_ru=template.name_ru,
        name_en=template.name_en,
        version=template.version,
        active=template.active,
        latest=template.latest,
        usage=usage_text(template, locale),
        services=tuple(localized(locale, one.name_ru, one.name_en) for one in usage.services),
    )


def usage_text(template: TemplateView, locale: str) -> str:
    """Return how many services and running orders use a template."""
    services = translate_count(
        locale, "%(count)s service", "%(count)s services", template.services, exact=True
    )
    exact = template.running_is_exact
    orders = translate_count(
        locale, "%(count)s running order", "%(count)s running orders", template.running_orders, exact=exact
    )
    return translate(locale, N_("Used by %(services)s and %(orders)s"), services=services, orders=orders)


@dataclass(frozen=True)
class VersionViewModel:
    """A version in the history; ``running`` says how many running orders have it."""

    number: int
    former: int
    label: str
    saved: str
    running: str


VersionVar = ViewModelVar


def version_view_model(
    version: VersionSummary, running: Mapping[int, int], viewer: Viewer
) -> VersionViewModel:
    """Return the version in the viewer's language."""
    locale, count = viewer.locale, running.get(version.number, 0)
    moment = format_moment(locale, version.created_at, viewer.zone)
    author = display_name(locale, version.author_name) if version.author_name else ""
    return VersionViewModel(
        number=version.number,
        former=version.number - 1,
        label=translate(locale, N_("Version %(number)d"), number=version.number),
        saved=f"{moment}, {author}" if author else moment,
        running=translate_count(
            locale, "%(count)s running order", "%(count)s running orders", count, exact=True
        )
        if count
        else "",
    )


@dataclass(frozen=True)
class ChangeViewModel:
    """A stage that differs between two versions; ``details`` are what changed, a line for each field."""

    kind: str
    tone: str
    name: str
    details: list[str]


ChangeVar = ViewModelVar


def change_view_model(change: StageChange, locale: str) -> ChangeViewModel:
    """Return the change in the language."""
    stage = change.after or change.before or StageContent()
    return ChangeViewModel(
        kind=translate(locale, CHANGES[change.kind]),
        tone=TONES[change.kind],
        name=localized(locale, stage.name_ru, stage.name_en),
        details=[_detail(change, field, locale) for field in change.fields],
    )


def _detail(change: StageChange, field: str, locale: str) -> str:
    if field in SAID:
        return translate(locale, SAID[field])
    before, after = (field_text(field, getattr(one, field), locale) for one in (change.before, change.after))
    return f"{translate(locale, FIELDS[field])}: {before} → {after}"
