"""The progress of an order: the bar, the stages' markers, the timeline."""

from typing import Final

import reflex as rx

from autoservice.ui.kit.icons import icon
from autoservice.ui.kit.theme import Child, Text, classes

MARKER: Final = "grid size-8 shrink-0 place-items-center rounded-full border-2"
MARKERS: Final = {
    "pending": ("minus", "border-control border-dashed bg-surface text-muted"),
    "assigned": ("user", "border-control bg-surface text-text"),
    "in_progress": ("wrench", "border-accent bg-accent text-on-accent ring-4 ring-accent-soft"),
    "blocked": ("pause", "border-warning bg-warning-soft text-warning"),
    "done": ("check", "border-success bg-success text-surface"),
    "skipped": ("ban", "border-border bg-sunken text-muted"),
}
FILL: Final = (
    "relative h-full transition-[width,background-color] duration-700 ease-out forced-colors:bg-[Highlight]"
)
NEEDLE: Final = (
    "rounded-l-full bg-accent after:absolute after:-inset-y-1 after:-right-1 after:w-1.5 after:rounded-full "
    "after:bg-spark after:ring-2 after:ring-surface forced-colors:after:bg-[CanvasText]"
)
# By the attribute, which is all that a first look (``first_look.py``) knows.
NOTHING_YET: Final = "[&[aria-valuenow='0']>*]:after:hidden"
COMPLETE: Final = (
    "[&[aria-valuenow='100']>*]:rounded-full [&[aria-valuenow='100']>*]:bg-success "
    "[&[aria-valuenow='100']>*]:after:hidden"
)


def progress_bar(percent: rx.Var | int, label: Text) -> rx.Component:
    """Return the progress of an order as a big number over a gauge; ``label`` names the order's part."""
    return rx.el.div(
        rx.el.div(
            rx.el.span(label, class_name="min-w-0 font-semibold"),
            _number(percent, "text-4xl sm:text-5xl"),
            class_name="flex items-end justify-between gap-4",
            custom_attrs={"aria-hidden": "true"},
        ),
        _gauge(percent, label, "mt-3 h-5"),
        _scale(),
    )


def progress_line(percent: rx.Var | int, label: Text, class_name: Text = "") -> rx.Component:
    """Return the progress of an order in one line, for lists."""
    return rx.el.div(
        _gauge(percent, label, "h-2.5 flex-1"),
        _number(percent, "w-12 text-right text-sm"),
        class_name=classes("flex w-full min-w-32 items-center gap-3", class_name),
    )


def _number(percent: rx.Var | int, size: str) -> rx.Component:
    return rx.el.span(
        percent,
        rx.el.span("%", class_name="ml-0.5 text-[max(0.6em,0.75rem)] font-semibold text-muted"),
        class_name=classes("shrink-0 font-bold leading-none tracking-tight tabular-nums", size),
    )


def _gauge(percent: rx.Var | int, label: Text, size: str) -> rx.Component:
    value = rx.Var.create(percent).to(int)
    fill = rx.el.div(style={"width": f"{value}%"}, class_name=classes(FILL, NEEDLE))
    return rx.el.div(
        fill,
        role="progressbar",
        aria_label=label,
        aria_valuenow=value,
        aria_valuemin="0",
        aria_valuemax="100",
        aria_valuetext=f"{value} %",
        class_name=classes("rounded-full bg-sunken forced-colors:outline", NOTHING_YET, COMPLETE, size),
    )


def _scale() -> rx.Component:
    marks = (
        rx.el.span(
            class_name=classes(
                "w-px forced-colors:bg-[CanvasText]",
                "h-2 bg-control" if number % 5 == 0 else "h-1 bg-control/60",
            )
        )
        for number in range(21)
    )
    return rx.el.div(
        *marks, class_name="mt-2 flex justify-between px-px", custom_attrs={"aria-hidden": "true"}
    )


def stage_marker(state: Text) -> rx.Component:
    """Return a stage's state as a sign; a text beside it must name the state."""
    if isinstance(state, str):
        return _marker(*MARKERS[state])
    return rx.match(
        state, *((name, _marker(*marker)) for name, marker in MARKERS.items()), _marker(*MARKERS["pending"])
    )


def _marker(name: str, style: str) -> rx.Component:
    return rx.el.span(icon(name, "size-4"), class_name=classes(MARKER, style))


def timeline(*items: Child) -> rx.Component:
    """Return a vertical line of ``timeline_item``s, or of an ``rx.foreach`` of them."""
    return rx.el.ol(*items)


def timeline_item(
    marker: rx.Component,
    title: Child,
    *children: Child,
    meta: Child = "",
    aside: Child | None = None,
    current: rx.Var | bool = False,
) -> rx.Component:
    """Return one item: ``title``, ``meta`` (who, when) below, ``aside`` at the right, ``children`` below.

    A ``current`` one is the step that is being done, or the next one.
    """
    head = rx.el.div(
        rx.el.div(title, class_name="min-w-0 font-semibold leading-snug"),
        aside,
        class_name="flex min-h-8 items-center justify-between gap-3",
    )
    line = "absolute top-9 bottom-1 left-[15px] w-0.5 bg-border group-last/item:hidden"
    return rx.el.li(
        rx.el.span(class_name=line, custom_attrs={"aria-hidden": "true"}),
        marker,
        rx.el.div(
            head,
            rx.el.div(meta, class_name="text-sm text-muted empty:hidden"),
            *(rx.el.div(child, class_name="mt-3 empty:hidden") for child in children),
            class_name="min-w-0 flex-1 pb-6 group-last/item:pb-0",
        ),
        class_name="group/item relative flex gap-3 sm:gap-4",
        custom_attrs={"aria-current": rx.cond(current, "step", "false")},
    )
