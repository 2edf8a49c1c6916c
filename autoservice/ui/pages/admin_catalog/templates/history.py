"""The history of a template's versions, and what changed between two of them."""

from typing import Any, Final

import reflex as rx

from autoservice.ui.entities.repair_template.view_models import ChangeVar, VersionVar
from autoservice.ui.kit.content import card
from autoservice.ui.kit.feedback import badge
from autoservice.ui.kit.forms import button, option, select
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.theme import MUTED
from autoservice.ui.pages.admin_catalog.templates.state import DifferenceState, TemplateState

# Reflex types the events of a State class as methods without arguments.
DIFFERENCE: Final[Any] = DifferenceState


def history_card() -> rx.Component:
    """Return who saved which version and when, a choice of two, and their difference."""
    versions: Any = TemplateState.versions
    return card(
        rx.el.ol(rx.foreach(versions, _version), class_name="divide-y divide-border"),
        rx.cond(versions.length() > 1, _choice(versions)),
        _difference(),
        title=t("History"),
    )


def _version(version: VersionVar) -> rx.Component:
    what = button(
        t("What changed"),
        "ghost",
        on_click=DIFFERENCE.compare(version.former, version.number),
        aria_label=(t("What changed") + ": " + version.label).to(str),
        class_name="shrink-0",
    )
    return rx.el.li(
        rx.el.div(
            rx.el.p(version.label, class_name="font-semibold"),
            rx.el.p(version.saved, class_name=f"{MUTED} wrap-anywhere"),
            rx.cond(version.running != "", badge(version.running, "info")),
            class_name="min-w-0",
        ),
        rx.cond(version.former > 0, what),
        class_name="flex items-center justify-between gap-3 py-2",
    )


def _choice(versions: Any) -> rx.Component:
    return rx.el.form(
        _chosen("former", t("From version"), versions, versions[1].number),
        _chosen("later", t("To version"), versions, versions[0].number),
        button(t("Compare"), "secondary"),
        on_submit=DIFFERENCE.compare_chosen,
        reset_on_submit=False,
        class_name="mt-4 flex flex-wrap items-end gap-2 border-t border-border pt-4",
    )


def _chosen(name: str, label: Any, versions: Any, first: Any) -> rx.Component:
    options = rx.foreach(versions, lambda one: option(one.number.to_string(), one.number.to_string()))
    return rx.el.label(
        rx.el.span(label, class_name="block text-sm text-muted"),
        select(name, options, default_value=first.to_string(), key=first.to_string(), class_name="w-auto"),
    )


def _difference() -> rx.Component:
    changes: Any = DifferenceState.changes
    none = rx.el.p(t("Nothing differs."), class_name=MUTED)
    shown = rx.el.div(
        rx.el.h3(DifferenceState.title, class_name="font-bold"),
        rx.cond(
            changes.length() > 0,
            rx.el.ul(rx.foreach(changes, _change), class_name="mt-2 space-y-3"),
            none,
        ),
        class_name="mt-4 rounded-lg bg-sunken p-4",
    )
    return rx.el.div(rx.cond(DifferenceState.title != "", shown), role="status")


def _change(change: ChangeVar) -> rx.Component:
    return rx.el.li(
        rx.el.p(badge(change.kind, change.tone), " ", change.name, class_name="font-semibold wrap-anywhere"),
        rx.el.ul(
            rx.foreach(change.details, lambda line: rx.el.li(line, class_name="wrap-anywhere")),
            class_name="mt-1 list-disc pl-5 text-sm empty:hidden",
        ),
    )
