"""What stands above a table: search, filters, the order on a phone, columns, actions on chosen rows."""

from collections.abc import Callable, Sequence
from typing import Any, Final

import reflex as rx

from autoservice.shared.validation import SEARCH_LENGTH
from autoservice.ui.kit.forms import button, option, select, text_input
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.icons import icon
from autoservice.ui.kit.theme import SURFACE, Child, Text, classes
from autoservice.ui.widgets.data_table.columns import SPECS, Column

# A State class on ``TableMixin``: Reflex types its vars as their values.
State = Any
TYPING_MS: Final = 300


def toolbar(state: State, search: Text | None, *filters: Child) -> rx.Component:
    """Return the search field, whose placeholder is ``search``, the filters and the menus."""
    columns = SPECS[state].columns
    return rx.el.div(
        None if search is None else _search(state, search),
        *filters,
        _sort(state, columns) if any(column.sortable for column in columns) else None,
        _columns_menu(state, columns) if len(columns) > 1 else None,
        role="search",
        class_name="mb-4 flex flex-col gap-3 sm:flex-row sm:flex-wrap sm:items-start",
    )


def _search(state: State, placeholder: Text) -> rx.Component:
    return text_input(
        "q",
        type="search",
        placeholder=placeholder,
        aria_label=t("Search"),
        auto_complete="off",
        enter_key_hint="search",
        max_length=SEARCH_LENGTH,
        default_value=state.text,
        key=state.field_key,
        on_change=state.search.debounce(TYPING_MS),
        class_name="min-h-12 sm:min-w-64 sm:flex-1 lg:min-h-11",
    )


def table_filter(state: State, name: str, label: Text, every: Text, *choices: tuple[Text, str]) -> Child:
    """Return a select of a filter: ``every`` (all rows), or one of ``choices`` (label, value)."""
    return select(
        name,
        option(every, ""),
        *(option(text, value) for text, value in choices),
        value=state.filters[name],
        on_change=lambda value: state.filter_rows(name, value),
        aria_label=label,
        class_name="min-h-12 sm:w-auto lg:min-h-11",
    )


def table_day(state: State, name: str, label: Text) -> Child:
    """Return a field for a filter that is a day."""
    day = text_input(
        name,
        type="date",
        default_value=state.filters[name],
        key=state.filters[name],
        on_change=lambda value: state.filter_rows(name, value).debounce(TYPING_MS),
        class_name="min-h-12 sm:w-auto lg:min-h-11",
    )
    return rx.el.label(
        rx.el.span(label, class_name="text-sm text-muted"),
        day,
        class_name="flex items-center gap-2 max-sm:justify-between",
    )


def _sort(state: State, columns: Sequence[Column]) -> rx.Component:
    """Return the order as a select, where the rows are cards and have no header."""
    sort = rx.cond(state.is_descending, "-" + state.sort, state.sort)
    orders = [
        option((t(column.title) + arrow).to(str), f"{sign}{column.field}")
        for column in columns
        if column.sortable
        for sign, arrow in (("", " ↑"), ("-", " ↓"))
    ]
    return select(
        "sort",
        option(t("Usual order"), ""),
        *orders,
        value=sort,
        on_change=state.choose_sort,
        aria_label=t("Order of the rows"),
        class_name="min-h-12 sm:w-auto lg:hidden",
    )


def _columns_menu(state: State, columns: Sequence[Column]) -> rx.Component:
    """Return a menu that Escape and a click beside it close, as the browser does with each ``popover``."""
    id = f"columns-{state.get_name()}"
    opener = button(
        t("Columns"),
        "secondary",
        type="button",
        class_name="columns-opener min-h-12 lg:min-h-11",
        custom_attrs={"popoverTarget": id},
    )
    boxes = rx.el.fieldset(
        rx.el.legend(t("Columns"), class_name="sr-only"),
        *(_column_box(state, column) for column in columns[1:]),
        id=id,
        class_name=classes(SURFACE, "columns-menu min-w-56 p-2 text-text"),
        custom_attrs={"popover": "auto"},
    )
    return rx.fragment(opener, boxes)


def _column_box(state: State, column: Column) -> rx.Component:
    box = rx.el.input(
        type="checkbox",
        checked=~state.hidden.contains(column.field),
        on_change=lambda shown: state.show_column(column.field, shown),
        class_name="size-5 accent-accent",
    )
    return rx.el.label(
        box,
        t(column.title),
        class_name="flex min-h-12 items-center gap-3 rounded-lg px-2 hover:bg-sunken lg:min-h-10",
    )


def bulk_bar(state: State, actions: Callable[[State], rx.Component]) -> rx.Component:
    """Return the number of chosen rows with ``actions`` on them, while there are any."""
    count: Any = rx.Var.create(state.selected).length()
    bar = rx.el.div(
        rx.el.span(t("Rows chosen"), ": ", count, role="status", class_name="font-semibold"),
        actions(state),
        button(
            rx.fragment(icon("close", "size-4"), t("Clear the choice")),
            "ghost",
            on_click=state.clear_selection,
        ),
        class_name="mb-4 flex flex-wrap items-center gap-3 rounded-lg bg-accent-soft px-4 py-2",
    )
    return rx.cond(count > 0, bar)
