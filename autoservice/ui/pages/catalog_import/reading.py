"""How the file was read, with choices where that was guessed."""

from collections.abc import Mapping
from typing import Any, Final

import reflex as rx

from autoservice.modules.catalog.sheets.schemas import ENCODINGS
from autoservice.ui.kit.feedback import message
from autoservice.ui.kit.forms import field, option, select, text_input
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.theme import MUTED, Text
from autoservice.ui.pages.catalog_import.state import CatalogImportState
from autoservice.ui.pages.catalog_import.view_models import ColumnVar

TYPING_MS: Final = 600


def reading() -> rx.Component:
    """Return the encoding, the signs, the sheet, the heading's row, and the columns."""
    state = CatalogImportState
    return rx.el.section(
        rx.el.h3(t("Read as"), class_name="font-bold"),
        rx.el.div(
            rx.cond(state.is_csv, rx.fragment(_encoding(), _separator(), _decimal())),
            rx.cond(state.has_sheets, _sheet()),
            _header_row(),
            class_name="grid grid-cols-1 gap-4 sm:grid-cols-2 lg:grid-cols-4",
        ),
        rx.cond(
            state.missing != "",
            message(t("Say which of the columns below is: ") + state.missing, "warning"),
        ),
        rx.cond(
            state.doubled != "",
            message(
                t("These columns seem to be the same one, so none of them is taken. Choose: ")
                + state.doubled,
                "warning",
            ),
        ),
        _columns(),
        class_name="space-y-4",
    )


def _encoding() -> rx.Component:
    return _choice("encoding", t("Encoding"), {name: name for name in ENCODINGS}, CatalogImportState.encoding)


def _separator() -> rx.Component:
    names = {";": t("semicolon ;"), ",": t("comma ,"), "\t": t("tab"), "|": t("bar |")}
    return _choice("separator", t("Columns divided by"), names, CatalogImportState.separator)


def _decimal() -> rx.Component:
    names = {"": t("not clear"), ",": t("comma 0,5"), ".": t("dot 0.5")}
    return _choice("decimal", t("Decimal sign"), names, CatalogImportState.decimal)


def _choice(name: str, label: rx.Var[str], names: Mapping[str, Any], value: Text) -> rx.Component:
    options = (option(text, key) for key, text in names.items())
    return field(label, select(name, *options, **_props(name, value)))


def _sheet() -> rx.Component:
    state = CatalogImportState
    options = rx.foreach(state.sheets, lambda name: option(name, name))
    return field(t("Sheet"), select("sheet", options, **_props("sheet", state.sheet)))


def _props(name: str, value: Text) -> dict[str, Any]:
    state = CatalogImportState
    return {
        "value": value,
        "on_change": lambda chosen: state.choose(name, chosen),  # type: ignore[operator]
        "disabled": state.busy,
    }


def _header_row() -> rx.Component:
    state = CatalogImportState
    control = text_input(
        "header_row",
        input_mode="numeric",
        default_value=state.header_row,
        key="header-" + state.header_row,
        on_change=state.choose_header.debounce(TYPING_MS),  # type: ignore[attr-defined]
        disabled=state.busy,
    )
    return field(t("Row of the heading"), control)


def _columns() -> rx.Component:
    return rx.el.details(
        rx.el.summary(t("Columns"), class_name="min-h-11 cursor-pointer py-2 font-semibold"),
        rx.el.p(
            t("An empty cell leaves what is there as it is. What is on hand is taken for new rows only."),
            class_name=MUTED,
        ),
        rx.el.div(
            rx.foreach(CatalogImportState.columns, _column),
            class_name="mt-4 grid grid-cols-1 gap-4 sm:grid-cols-2 lg:grid-cols-4",
        ),
        open=CatalogImportState.missing != "",
    )


def _column(column: ColumnVar) -> rx.Component:
    state = CatalogImportState
    chosen = select(
        "column",
        rx.foreach(state.fields, lambda one: option(one.label, one.value)),
        value=column.field,
        on_change=lambda name: state.choose_column(column.index, name),  # type: ignore[operator]
        disabled=state.busy,
    )
    return field(rx.cond(column.title != "", column.title, "—"), chosen)
