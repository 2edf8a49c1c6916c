"""The cells of a table: texts, and fields that ``assets/table`` moves between, edits and saves."""

from typing import Any, Final

import reflex as rx

from autoservice.ui.kit.forms import link, option
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.theme import Child, Text, ViewModelVar, classes
from autoservice.ui.widgets.data_table.columns import Column

# A cell is as high as a thumb needs on a phone, where it is a line of its row's card.
CELL: Final = (
    "flex min-h-12 flex-wrap items-center justify-between gap-x-4 py-1 wrap-anywhere max-lg:text-right "
    "before:shrink-0 before:max-w-[45%] before:text-left before:text-sm before:text-muted "
    "before:content-[attr(data-label)] before:[overflow-wrap:normal] "
    "lg:table-cell lg:min-h-0 lg:border-t lg:border-border lg:align-middle lg:before:hidden"
)
# The fields of a card stand in one line below each other.
LABELLED: Final = "max-lg:before:basis-2/5"
# A field fills its cell, and has the room for its text inside.
PADDED: Final = "max-lg:[&>*]:ml-auto lg:px-2 lg:py-2"
# Borders only where there is a hand: a table full of boxes cannot be read.
FIELD: Final = (
    "table-field block w-full min-w-0 resize-none max-lg:flex-1 field-sizing-content rounded-md border "
    "border-control bg-surface px-3 py-[0.6875rem] min-h-12 text-base text-text lg:min-h-11 lg:rounded-none "
    "lg:px-2 lg:py-2 "
    "lg:border-transparent lg:bg-transparent lg:text-[length:inherit] lg:hover:border-control"
)
# On a phone, where a row is a card, a line without a text is left out.
UNLESS_EMPTY: Final = "max-lg:has-[>span:empty]:hidden"
LINK: Final = (
    "inline-flex min-h-12 items-center font-semibold text-accent underline underline-offset-4 lg:min-h-0"
)
YES_NO: Final = ("Yes", "No")


def cell(column: Column, row: ViewModelVar, *, is_shown: Any) -> rx.Component:
    """Return one cell of a row; nothing while its column is hidden."""
    is_field = column.editable and column.draw is None
    drawn = rx.el.td(
        _field(column, row) if is_field else _content(column, row),
        role="gridcell",
        class_name=classes(
            CELL,
            LABELLED if is_field else PADDED,
            "lg:text-right tabular-nums" if column.is_number else "",
            column.width,
        ),
        custom_attrs={"data-label": t(column.title), "data-column": column.field},
    )
    return drawn if is_shown is True else rx.cond(is_shown, drawn)


def _content(column: Column, row: ViewModelVar) -> Child:
    if column.draw:
        return column.draw(row)
    if column.kind == "link":
        return link(column.text(row), href=getattr(row, column.href), class_name=LINK)
    return rx.el.span(column.text(row), class_name="min-w-0")


def _field(column: Column, row: ViewModelVar) -> rx.Component:
    """Return the field, whose text is the script's once somebody types in it.

    ``data-value`` is the text on the server.
    """
    text = column.text(row)
    attributes: dict[str, Text] = {
        "data-cell": "",
        "data-value": text,
        "aria-label": (t(column.title) + ": " + row.name).to(str),
    }
    if column.kind in ("choice", "switch"):
        return rx.el.select(
            *_options(column, text), default_value=text, class_name=FIELD, custom_attrs=attributes
        )
    if column.is_number:
        return rx.el.input(
            default_value=text,
            input_mode="decimal",
            placeholder=getattr(row, column.placeholder) if column.placeholder else "",
            auto_complete="off",
            class_name=classes(FIELD, "text-right tabular-nums"),
            custom_attrs=attributes,
        )
    return rx.el.textarea(
        default_value=text, rows="1", auto_complete="off", class_name=FIELD, custom_attrs=attributes
    )


def _options(column: Column, present: Text) -> list[Any]:
    if isinstance(column.choices, rx.Var):
        # What the row has may not be among them any more, or not yet.
        choices: Any = column.choices
        kept = rx.cond(choices.contains(present), rx.fragment(), option(present, present))
        return [kept, rx.foreach(column.choices, lambda text: option(text, text))]
    texts = (t(choice) for choice in column.choices or YES_NO)
    return [option(text, text) for text in texts]
