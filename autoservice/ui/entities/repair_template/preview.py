"""The stages of a template as a client sees them in an order."""

from collections.abc import Sequence
from dataclasses import dataclass

from autoservice.modules.catalog.repair_templates.schemas import StageContent
from autoservice.modules.catalog.repair_templates.shares import divide_minutes
from autoservice.shared.i18n import N_, localized, translate
from autoservice.ui.kit.theme import ViewModelVar


@dataclass(frozen=True)
class PreviewViewModel:
    """A stage that clients see; ``at_once`` names those that are done at the same time."""

    name: str
    percent: str
    at_once: str


PreviewVar = ViewModelVar


def percents(stages: Sequence[StageContent]) -> list[int]:
    """Return the stages' shares of the work in whole percent, which add up to 100."""
    weights = [max(stage.share, 0) for stage in stages]
    return divide_minutes(100, weights) if any(weights) else [0] * len(weights)


def percent_text(part: int) -> str:
    """Return a share as a text that is never broken."""
    return f"{part}\N{NO-BREAK SPACE}%"


def preview_view_models(stages: Sequence[StageContent], locale: str) -> list[PreviewViewModel]:
    """Return what a client sees of the stages."""
    shown = [(stage, part) for stage, part in zip(stages, percents(stages), strict=True) if stage.published]
    return [
        PreviewViewModel(
            name=_name(stage, locale),
            percent=percent_text(part),
            at_once=_at_once(stage, [one for one, _ in shown], locale),
        )
        for stage, part in shown
    ]


def hidden_note(stages: Sequence[StageContent], locale: str) -> str:
    """Return how much of the progress is work that clients do not see; empty for none."""
    parts = zip(stages, percents(stages), strict=True)
    hidden = sum(part for stage, part in parts if not stage.published)
    if all(stage.published for stage in stages):
        return ""
    return translate(
        locale,
        N_("Of the progress, %(percent)s is work that the client does not see."),
        percent=percent_text(hidden),
    )


def _name(stage: StageContent, locale: str) -> str:
    name = localized(locale, stage.name_ru, stage.name_en)
    return name or stage.name_ru or stage.name_en or translate(locale, N_("Without a name"))


def _at_once(stage: StageContent, shown: Sequence[StageContent], locale: str) -> str:
    if stage.parallel_group is None:
        return ""
    others = [one for one in shown if one is not stage and one.parallel_group == stage.parallel_group]
    names = ", ".join(_name(one, locale) for one in others)
    return translate(locale, N_("at once with: %(stages)s"), stages=names) if names else ""
