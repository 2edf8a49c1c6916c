"""The table itself: a grid with a header, a card for each row on phones, and what is said of its saving."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import reflex as rx
from reflex_base.vars.base import VarData

from autoservice.ui.engine.paging import paged_list
from autoservice.ui.kit.feedback import empty_state, outcome, skeleton
from autoservice.ui.kit.forms import button
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.theme import STICKY, SURFACE, Child, Text, ViewModelVar, classes, has_text
from autoservice.ui.widgets.data_table.cells import CELL, PADDED, cell
from autoservice.ui.widgets.data_table.columns import SPECS, Column
from autoservice.ui.widgets.data_table.script import table_script
from autoservice.ui.widgets.data_table.texts import script_texts
from autoservice.ui.widgets.data_table.toolbar import bulk_bar, toolbar

# A State class on ``TableMixin``: Reflex types its vars as their values.
State = Any
HEAD: Final = "px-3 py-2 text-left text-sm font-semibold text-muted lg:px-2"
# What is done with a row is in sight, however wide its table is.
AT_END: Final = "lg:sticky lg:right-0 lg:z-10"


@dataclass(frozen=True)
class Editing:
    """Where a table sends what is typed into it: ``cells`` is the address of ``PATCH``.

    Where rows can be moved, ``move`` is the address of ``POST {"id", "after", "before"}``: the ids of the
    rows that it stands between then, ``null`` at an end of the page. ``added`` is the id of a row that the
    viewer has just added: the focus goes into its first field as soon as it is there.
    """

    cells: Text = ""
    move: Text = ""
    added: Text = ""

    @property
    def has_cells(self) -> bool:
        """Return whether anything can be typed into the table."""
        return has_text(self.cells)

    @property
    def has_moves(self) -> bool:
        """Return whether rows can be moved."""
        return has_text(self.move)


def data_table(
    state: State,
    label: Text,
    *,
    search: Text | None = None,
    filters: tuple[Child, ...] = (),
    editing: Editing = Editing(),
    row_actions: Callable[[ViewModelVar], Child] | None = None,
    bulk_actions: Callable[[State], rx.Component] | None = None,
    empty: rx.Component | None = None,
    nothing_found: rx.Component | None = None,
) -> rx.Component:
    """Return the table of a State, named ``label``, with its toolbar and pager.

    Without ``search`` there is no search field. ``row_actions`` returns a row's buttons, ``bulk_actions``
    those for the chosen rows: with it each row has a box. ``empty`` is shown where there are no rows at all,
    ``nothing_found`` where none are found.
    """
    parts = _Parts(state, label, editing, row_actions, has_boxes=bulk_actions is not None)
    filled = paged_list(state, label, _grid(parts))
    nothing_found = nothing_found or empty_state(
        t("Nothing found"), t("Try a shorter word or other filters.")
    )
    is_narrowed = state.is_narrowed
    return rx.el.div(
        toolbar(state, search, *filters) if search is not None or filters else None,
        bulk_bar(state, bulk_actions) if bulk_actions else None,
        outcome(state.summary, state.answered),
        rx.cond(
            state.loaded,
            rx.cond(state.total > 0, filled, rx.cond(is_narrowed, nothing_found, empty or nothing_found)),
            skeleton(8),
        ),
    )


@dataclass(frozen=True)
class _Parts:
    state: State
    label: Text
    editing: Editing
    row_actions: Callable[[ViewModelVar], Child] | None
    has_boxes: bool

    @property
    def columns(self) -> tuple[Column, ...]:
        return SPECS[self.state].columns

    @property
    def is_grid(self) -> bool:
        """Return whether there is anything that the arrow keys are for."""
        return self.editing.has_cells or self.editing.has_moves or self.has_boxes

    @property
    def can_move(self) -> Any:
        """Return whether a row's new place would be seen: in another order it would not."""
        return self.state.sort == ""

    @property
    def sorted_text(self) -> Text:
        """Return why no row can be moved in another order; empty in a table whose rows never are."""
        return t("Rows are moved in their usual order only.") if self.editing.has_moves else ""

    def is_shown(self, column: Column) -> Any:
        """Return whether the column is shown: the first one always is."""
        if column is self.columns[0]:
            return True
        return ~self.state.hidden.contains(column.field)


def _grid(parts: _Parts) -> rx.Component:
    state = parts.state
    table = rx.el.table(
        _head(parts),
        rx.el.tbody(
            rx.foreach(state.rows, lambda row, index: _row(parts, row, index)),
            role="rowgroup",
            class_name="block space-y-3 lg:table-row-group",
        ),
        role="grid" if parts.is_grid else "table",
        class_name="block w-full lg:table",
        custom_attrs={
            "aria-label": parts.label,
            "aria-rowcount": state.row_count + rx.cond(state.row_count < 0, 0, 1),
            **({"aria-multiselectable": "true"} if parts.has_boxes else {}),
        },
    )
    scrolled = rx.el.div(
        table,
        # What is only heard must not make the page wider than what is seen.
        class_name="data-table lg:relative lg:overflow-x-auto lg:rounded-xl lg:bg-surface lg:shadow-card",
    )
    if not parts.is_grid:
        return scrolled
    return rx.el.div(
        scrolled,
        _saving(parts.editing),
        table_script(),
        custom_attrs={
            "data-table": "",
            "data-cells-url": parts.editing.cells,
            "data-added": parts.editing.added,
            "data-move-url": rx.cond(parts.can_move, parts.editing.move, ""),
            "data-text-sorted": rx.cond(parts.can_move, "", parts.sorted_text),
            **script_texts(),
        },
    )


def _head(parts: _Parts) -> rx.Component:
    return rx.el.thead(
        rx.el.tr(
            _box_head(parts) if parts.has_boxes else None,
            *(_column_head(parts, column) for column in parts.columns),
            _actions_head() if parts.row_actions or parts.editing.has_moves else None,
            role="row",
            custom_attrs={"aria-rowindex": "1"},
        ),
        role="rowgroup",
        class_name="bg-sunken max-lg:sr-only lg:table-header-group",
    )


def _column_head(parts: _Parts, column: Column) -> rx.Component:
    state, title = parts.state, t(column.title)
    is_sorted = state.sort == column.field
    direction = rx.cond(state.is_descending, "descending", "ascending")
    sort = rx.el.button(
        title,
        rx.el.span(rx.cond(is_sorted, rx.cond(state.is_descending, " ↓", " ↑"), ""), aria_hidden="true"),
        type="button",
        on_click=state.sort_by(column.field),
        class_name="min-h-9 rounded text-start font-semibold hover:text-text lg:[text-align:inherit]",
    )
    head = rx.el.th(
        sort if column.sortable else title,
        scope="col",
        role="columnheader",
        class_name=classes(HEAD, "lg:text-right" if column.is_number else "", column.width),
        custom_attrs={"aria-sort": rx.cond(is_sorted, direction, None)} if column.sortable else {},
    )
    is_shown = parts.is_shown(column)
    return head if is_shown is True else rx.cond(is_shown, head)


def _box_head(parts: _Parts) -> rx.Component:
    state = parts.state
    ids: Any = state.row_ids
    box = rx.el.input(
        type="checkbox",
        checked=_all_of(ids, state.selected),
        on_change=lambda _: state.select_page(ids),
        aria_label=t("Choose all rows of this page"),
        class_name="size-5 accent-accent",
    )
    return rx.el.th(box, scope="col", role="columnheader", class_name=classes(HEAD, "w-12"))


def _all_of(ids: Any, selected: Any) -> rx.Var[bool]:
    """Return whether there are ids, all of them selected."""
    expression = f"({ids}.length > 0 && {ids}.every((id) => {selected}.includes(id)))"
    data = VarData.merge(ids._get_all_var_data(), selected._get_all_var_data())
    return rx.Var(_js_expr=expression, _var_type=bool, _var_data=data)


def _actions_head() -> rx.Component:
    return rx.el.th(
        rx.el.span(t("Actions"), class_name="sr-only"),
        scope="col",
        role="columnheader",
        class_name=classes(HEAD, AT_END, "bg-sunken"),
    )


def _row(parts: _Parts, row: ViewModelVar, index: Any) -> rx.Component:
    first = parts.state.first_index
    is_selected = parts.state.selected.contains(row.id)
    return rx.el.tr(
        _box(parts, row, is_selected) if parts.has_boxes else None,
        *(cell(column, row, is_shown=parts.is_shown(column)) for column in parts.columns),
        _actions(parts, row) if parts.row_actions or parts.editing.has_moves else None,
        role="row",
        # A row that changes its place takes its focus and its open fields along.
        key=row.id,
        class_name=classes(
            SURFACE,
            "block px-4 py-2 lg:table-row lg:rounded-none lg:border-0 lg:p-0 lg:shadow-none",
            "aria-selected:bg-accent-soft",
        ),
        custom_attrs={
            **({"data-row": row.id, "data-version": row.version} if parts.is_grid else {}),
            # The header is the first row.
            "aria-rowindex": rx.cond(first > 0, first + index + 1, None),
            **({"aria-selected": rx.cond(is_selected, "true", "false")} if parts.has_boxes else {}),
        },
    )


def _box(parts: _Parts, row: ViewModelVar, is_selected: Any) -> rx.Component:
    state = parts.state
    box = rx.el.input(
        type="checkbox",
        checked=is_selected,
        # The click tells of the Shift key, which the change does not.
        on_click=lambda event: state.select_row(row.id, event.shift_key, state.row_ids),
        read_only=True,
        aria_label=(t("Choose") + ": " + row.name).to(str),
        class_name="size-6 accent-accent lg:size-5",
    )
    label = rx.el.label(box, class_name="grid min-h-12 min-w-12 place-items-center lg:min-h-0 lg:min-w-0")
    return rx.el.td(
        label, role="gridcell", class_name=classes(CELL, PADDED), custom_attrs={"data-label": t("Choose")}
    )


def _actions(parts: _Parts, row: ViewModelVar) -> rx.Component:
    handle = rx.el.button(
        "⠿",
        type="button",
        aria_label=(t("Move the row: Alt and an arrow key, or drag it") + ": " + row.name).to(str),
        class_name="min-h-12 min-w-12 cursor-grab touch-none rounded-lg text-muted lg:min-h-9 lg:min-w-9",
        custom_attrs={"data-handle": ""},
    )
    return rx.el.td(
        rx.el.div(
            parts.row_actions(row) if parts.row_actions else None,
            rx.cond(parts.can_move, handle) if parts.editing.has_moves else None,
            class_name="flex flex-wrap items-center justify-end gap-1 lg:flex-nowrap lg:whitespace-nowrap",
        ),
        role="gridcell",
        class_name=classes(CELL, PADDED, AT_END, "lg:bg-inherit"),
        custom_attrs={"data-label": ""},
    )


def _saving(editing: Editing) -> rx.Component:
    """Return the line that says what became of the last change, and takes it back."""
    if not editing.has_cells:
        return rx.fragment()
    undo = button(
        t("Undo"),
        "ghost",
        type="button",
        hidden=True,
        class_name="-my-2",
        custom_attrs={"data-undo": ""},
    )
    return rx.el.div(
        rx.el.span(role="status", custom_attrs={"data-status": ""}),
        undo,
        class_name=classes(STICKY, "table-saving z-20"),
    )
