"""The page of one repair template."""

from typing import Any, Final

import reflex as rx

from autoservice.ui.engine.page import page
from autoservice.ui.entities.repair_template.address import TEMPLATES
from autoservice.ui.features.edit_template import (
    DraftCommandsState,
    TemplateCommandsState,
    draft_bar,
    rename_form,
    template_actions,
    template_outcome,
)
from autoservice.ui.kit.content import card, page_title
from autoservice.ui.kit.feedback import announcer, badge, empty_state, message, region
from autoservice.ui.kit.forms import button, link_button
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.layout import layout
from autoservice.ui.kit.missing import when_read
from autoservice.ui.kit.path import CURRENT_PATH
from autoservice.ui.kit.theme import MUTED, WIDE, ViewModelVar
from autoservice.ui.pages.admin_catalog.templates.history import history_card
from autoservice.ui.pages.admin_catalog.templates.preview import preview_card
from autoservice.ui.pages.admin_catalog.templates.stages import StagesState, stages_table
from autoservice.ui.pages.admin_catalog.templates.state import DifferenceState, TemplateState
from autoservice.ui.widgets.catalog_tabs import CATALOG, catalog_tabs

DRAFT: Final[Any] = DraftCommandsState
DIFFERENCE: Final[Any] = DifferenceState
ON_LOAD: Final = (
    TemplateCommandsState.clear,
    DraftCommandsState.clear,
    DifferenceState.clear,
    DraftCommandsState.load,
    TemplateState.open,
    StagesState.open,
)


def _title() -> rx.Var[str]:
    known = rx.cond(
        TemplateState.missing, t("There is no such repair template."), TemplateState.template.name
    )
    return rx.cond(TemplateState.path == CURRENT_PATH, known, t("Repair template")).to(str)


@page(f"{TEMPLATES}/[template_id]", _title(), ON_LOAD)
def template() -> rx.Component:
    """The stages in a table, the preview, and the history; or that there is no such template."""
    missing = empty_state(
        t("There is no such repair template."),
        t("It may have been deleted meanwhile."),
        link_button(t("All templates"), TEMPLATES),
        whole_page=True,
    )
    last: ViewModelVar = TemplateState.announcement
    return layout(
        when_read(TemplateState, _template(), missing),
        here=CATALOG,
        width=WIDE,
        heard=announcer(last.text, last.number),
    )


def _template() -> rx.Component:
    shown: ViewModelVar = TemplateState.template
    return rx.fragment(
        page_title(shown.name, _subtitle(shown), template_actions(shown)),
        catalog_tabs(TEMPLATES),
        rx.el.div(
            rx.el.div(_stages(shown), class_name="min-w-0"),
            rx.el.div(
                preview_card(),
                history_card(),
                _about(shown),
                class_name="grid grid-cols-1 min-w-0 gap-6 lg:grid-cols-3",
            ),
            class_name="space-y-6",
        ),
        template_outcome(),
    )


def _subtitle(shown: ViewModelVar) -> rx.Component:
    return rx.el.span(
        t("Version"),
        " ",
        shown.latest,
        " · ",
        shown.usage,
        rx.cond(shown.active, "", rx.fragment(" ", badge(t("Archived"), "warning"))),
    )


def _stages(shown: ViewModelVar) -> rx.Component:
    draft: ViewModelVar = TemplateState.draft
    hint = t(
        "Changes stay a draft of yours until you save them as a version. Running orders keep their version."
    )
    return rx.el.section(
        rx.el.h2(t("Stages"), class_name="text-lg font-bold"),
        rx.el.p(hint, class_name=f"{MUTED} mb-4 max-w-prose"),
        region(rx.cond(draft.outdated != "", _outdated(draft)), class_name="not-empty:mb-4"),
        stages_table(shown),
        _problems(),
        draft_bar(draft, draft.next),
    )


def _outdated(draft: ViewModelVar) -> rx.Component:
    answers = rx.el.div(
        button(
            t("What changed"),
            "secondary",
            on_click=DIFFERENCE.compare(draft.based_on, draft.latest),
        ),
        button(t("Take the new version, drop mine"), "secondary", on_click=DRAFT.drop),
        button(t("Keep mine, over the new version"), "secondary", on_click=DRAFT.rebase),
        class_name="flex flex-wrap gap-2",
    )
    return message(draft.outdated, "warning", answers)


def _problems() -> rx.Component:
    problems: Any = TemplateState.problems
    lines = rx.el.ul(
        rx.foreach(problems, lambda line: rx.el.li(line, class_name="wrap-anywhere")),
        class_name="list-disc pl-5 text-sm",
    )
    said = message(t("Before it can be saved:"), "warning", lines)
    return region(rx.cond(problems.length() > 0, said), class_name="not-empty:mt-4")


def _about(shown: ViewModelVar) -> rx.Component:
    services: Any = shown.services
    names = rx.el.ul(
        rx.foreach(services, lambda name: rx.el.li(name, class_name="wrap-anywhere")),
        class_name="list-disc space-y-1 pl-5",
    )
    unused = rx.el.p(t("No service uses this template."), class_name=MUTED)
    return rx.el.div(
        card(rename_form(shown), title=t("Names")),
        card(rx.cond(services.length() > 0, names, unused), title=t("Services that use it")),
        class_name="min-w-0 space-y-6",
    )
