"""What becomes of the rows of the file, and the button that lets it become so."""

from collections.abc import Sequence
from typing import Final

import reflex as rx

from autoservice.ui.kit.content import data_table
from autoservice.ui.kit.feedback import badge
from autoservice.ui.kit.forms import button
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.theme import MUTED, Child, ViewModelVar
from autoservice.ui.pages.catalog_import.state import CatalogImportState
from autoservice.ui.pages.catalog_import.view_models import RowVar

# The id of the numbers of rows.
COUNTS: Final = "import-counts"


def preview() -> rx.Component:
    """Return the counts, the button, and the rows: doubtful ones first."""
    state = CatalogImportState
    return rx.el.section(
        rx.el.h3(t("What it would do"), class_name="font-bold"),
        rx.el.dl(rx.foreach(state.counts, _count), id=COUNTS, class_name="flex flex-wrap gap-x-6 gap-y-2"),
        rx.cond(state.missing == "", _apply()),
        data_table([t("Row"), t("What"), t("Becomes"), t("Why")], state.rows, _cells),
        rx.cond(state.more != "", rx.el.p(state.more, class_name=MUTED)),
        class_name="space-y-4",
    )


def _count(count: ViewModelVar) -> rx.Component:
    return rx.el.div(
        rx.el.dt(count.label, class_name=MUTED),
        rx.el.dd(count.number, class_name="text-xl font-bold tabular-nums"),
    )


def _apply() -> rx.Component:
    state = CatalogImportState
    is_blocked = (state.doubtful > 0) & ~state.skips_doubtful
    leave_out = rx.el.label(
        rx.el.input(
            type="checkbox",
            checked=state.skips_doubtful,
            on_change=state.skip_doubtful,
            class_name="size-5 accent-accent",
        ),
        t("Leave the doubtful rows out"),
        class_name="flex min-h-11 items-center gap-3 font-semibold",
    )
    why = t("Some rows are doubtful. Correct them in the file, or say that they are to be left out.")
    nothing = rx.el.p(t("Nothing in this file is new or changed."), class_name="font-medium")
    return rx.el.div(
        rx.cond(state.doubtful > 0, leave_out),
        rx.cond(
            state.to_import > 0,
            button(
                t("Import these rows"),
                on_click=state.apply,
                disabled=state.busy | is_blocked,
                aria_describedby="import-blocked",
                class_name="max-sm:w-full",
            ),
            nothing,
        ),
        rx.cond(is_blocked & (state.to_import > 0), rx.el.p(why, id="import-blocked", class_name=MUTED)),
        rx.el.div(rx.cond(state.busy, _progress()), role="status"),
        class_name="space-y-3",
    )


def _progress() -> rx.Component:
    state = CatalogImportState
    return rx.el.div(
        rx.el.progress(
            value=state.rows_done, max=rx.cond(state.rows_total > 0, state.rows_total, 1), class_name="w-full"
        ),
        rx.el.p(
            t("Rows done: ") + state.progress,
            class_name=MUTED,
        ),
        class_name="max-w-md",
    )


def _cells(row: RowVar) -> Sequence[Child]:
    return [
        rx.el.span(row.id, class_name="tabular-nums"),
        rx.el.span(row.label, class_name="wrap-anywhere"),
        badge(row.outcome, row.tone),
        rx.el.ul(
            rx.foreach(row.details, _detail),
            class_name="flex flex-wrap gap-x-4 gap-y-1 max-lg:justify-end",
        ),
    ]


def _detail(detail: ViewModelVar) -> rx.Component:
    change = rx.fragment(
        rx.cond(detail.before != "", rx.fragment(rx.el.del_(detail.before, class_name="text-muted"), " → ")),
        rx.el.ins(detail.after, class_name="font-medium no-underline"),
    )
    return rx.el.li(
        rx.cond(detail.title != "", rx.fragment(detail.title, ": ")),
        rx.cond(detail.problem != "", rx.el.span(detail.problem, class_name="text-danger"), change),
        class_name="wrap-anywhere",
    )
