"""Feedback: notices, badges, empty lists, skeletons, a lost connection."""

from collections.abc import Mapping
from typing import Any, Final

import reflex as rx
from reflex_components_core.el.elements.base import BaseHTML

from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.icons import icon
from autoservice.ui.kit.theme import STICKY, Child, Text, Tone, classes, has_text
from autoservice.ui.kit.viewer import ViewerState

NOTICE_ICONS: Final = {"success": "check", "warning": "warning", "danger": "warning", "progress": "wrench"}
NOTICES: Final = {
    "neutral": "border-border bg-sunken",
    "info": "border-info/30 bg-info-soft [&>svg]:text-info",
    "progress": "border-accent/30 bg-accent-soft [&>svg]:text-accent",
    "success": "border-success/30 bg-success-soft [&>svg]:text-success",
    "warning": "border-warning/30 bg-warning-soft [&>svg]:text-warning",
    "danger": "border-danger/30 bg-danger-soft [&>svg]:text-danger",
}

# Over the page, at its lower edge.
FLOATING: Final = (
    "mb-3 flex max-w-lg items-center gap-3 rounded-lg bg-text px-4 py-3 text-sm font-medium text-canvas "
    "shadow-lg forced-colors:border"
)


def badge(label: Child, tone: Tone | rx.Var = "neutral") -> rx.Component:
    """Return a short status; the words carry the meaning, the colour only helps."""
    shape = (
        "inline-flex items-center whitespace-nowrap rounded-md px-2 py-0.5 text-sm font-semibold "
        "forced-colors:border"
    )
    return rx.el.span(label, class_name=classes(shape, f"tone-{tone}"))


def notice(text: Child, tone: Tone = "info", *children: Child) -> rx.Component:
    """Return a message in the page; ``children`` may be actions."""
    return message(text, tone, *children, role="alert" if tone == "danger" else "status")


def message(text: Child, tone: Tone, *children: Child, **props: Any) -> rx.Component:
    """Return a message for a ``region``; ``children`` may be actions."""
    return rx.el.div(
        icon(NOTICE_ICONS.get(tone, "info"), "size-6"),
        rx.el.div(
            rx.el.div(text, class_name="font-medium"), *children, class_name="min-w-0 flex-1 space-y-2"
        ),
        class_name=classes("flex items-start gap-3 rounded-lg border px-4 py-3", NOTICES[tone]),
        **props,
    )


def region(*messages: Child, is_alert: bool = False, class_name: Text = "") -> rx.Component:
    """Return the place of ``message``s that come later.

    It is there before them: screen readers do not all announce a place that comes together with its text.
    """
    return rx.el.div(*messages, role="alert" if is_alert else "status", class_name=class_name)


def form_notice(errors: Any, class_name: Text = "") -> rx.Component:
    """Return the error of the whole form in the ``errors`` of a ``FormMixin``."""
    text = rx.cond(errors.contains(""), message(errors[""], "danger"))
    return region(text, is_alert=True, class_name=class_name)


def outcome_notice(outcome: Any, texts: Mapping[str, Text], class_name: Text = "") -> rx.Component:
    """Return the success that ``outcome`` names, of what was done on the page before."""
    messages = ((name, message(text, "success")) for name, text in texts.items())
    return region(rx.match(outcome, *messages, rx.fragment()), class_name=class_name)


def status_line(text: Text, *, id: str) -> rx.Component:
    """Return a line with ``text`` (empty for nothing yet) about a success, which can take the focus."""
    line = rx.el.div(message(text, "success"), class_name="py-2")
    return rx.el.div(rx.cond(text != "", line), id=id, role="status", tab_index=-1, class_name="rounded-lg")


def announcer(text: Text = "", number: Any = 0) -> rx.Component:
    """Return the page's one region for what is only heard; each ``number`` is heard, even with an equal text.

    It is there before any text. Without a ``text`` ``assets/focus`` announces the outcomes of lists in it.
    """
    spoken = rx.el.span(text, key=number) if has_text(text) else None
    return rx.el.div(
        spoken,
        id="announcer",
        role="status",
        class_name="sr-only",
        custom_attrs={"aria-live": "polite", "aria-atomic": "true"},
    )


def outcome(text: Text, query: Text) -> rx.Component:
    """Return what a list announces of its outcome, once it answers another ``query`` than at its opening."""
    return rx.el.p(text, hidden=True, custom_attrs={"data-outcome": query})


def announcement(saved: Text, error: Text, on_dismiss: Any, *actions: Child) -> rx.Component:
    """Return the outcome of the last change in a long list, over the page until it is dismissed.

    ``actions`` can follow a success.
    """
    return rx.el.div(
        region(rx.cond(saved != "", _floating(saved, "success", on_dismiss, *actions))),
        region(rx.cond(error != "", _floating(error, "danger", on_dismiss)), is_alert=True),
        # Below the content where the page ends, so that it covers no last row and no pager.
        class_name=classes(STICKY, "announcement z-30 mx-auto max-w-lg md:bottom-6 print:hidden"),
    )


def _floating(text: Text, tone: Tone, on_dismiss: Any, *actions: Child) -> rx.Component:
    line = rx.el.div(
        rx.el.span(text, class_name="min-w-0 flex-1 wrap-anywhere"),
        *actions,
        # As high as a thumb needs, on a line that is lower.
        rx.el.div(_dismiss(on_dismiss), class_name="-my-2.5 shrink-0"),
        class_name="flex items-start gap-4",
    )
    return rx.el.div(message(line, tone), class_name="mt-6 rounded-lg bg-surface shadow-lg")


def empty_state(
    title: Text, text: Text, action: rx.Component | None = None, *, whole_page: bool = False
) -> rx.Component:
    """Return the message of an empty list, or of an empty page (``whole_page``), with an ``action``."""
    heading = rx.el.h1 if whole_page else rx.el.h2
    return rx.el.div(
        rx.el.div(
            icon("clipboard", "size-7"),
            class_name="grid size-14 place-items-center rounded-full bg-sunken text-muted",
        ),
        heading(title, class_name="mt-4 text-lg font-bold"),
        rx.el.p(text, class_name="mt-1 max-w-prose text-muted"),
        rx.el.div(action, class_name="mt-5") if action else None,
        class_name=(
            "flex flex-col items-center rounded-xl border border-dashed border-control px-6 py-12 text-center"
        ),
    )


def skeleton(lines: int = 3) -> rx.Component:
    """Return grey lines for a page whose first data is being loaded."""
    widths = ("w-2/3", "w-full", "w-5/6")
    bars = (rx.el.div(class_name=f"h-4 rounded bg-sunken {widths[number % 3]}") for number in range(lines))
    return rx.el.div(
        *bars,
        rx.el.span(t("Loading…"), class_name="sr-only"),
        role="status",
        # What comes in its place is new, and nothing has moved.
        key="skeleton",
        class_name="animate-pulse space-y-3",
    )


def failure_notice() -> rx.Component:
    """Return the message of an unexpected failure or of too many events, until it is dismissed."""
    return region(
        rx.cond(ViewerState.failed, _failure(t("Something went wrong. Please try again."))),
        rx.cond(ViewerState.throttled, _failure(t("Too many actions at once. Please wait a moment."))),
        is_alert=True,
        class_name="pointer-events-auto *:mb-3 print:hidden",
    )


def _failure(text: Text) -> rx.Component:
    return message(text, "danger", _dismiss(ViewerState.dismiss_failure))


def _dismiss(on_click: Any) -> rx.Component:
    return rx.el.button(
        t("Dismiss"),
        type="button",
        on_click=on_click,
        class_name="min-h-11 font-semibold underline underline-offset-4",
    )


class PageLife(BaseHTML):
    """The custom element of ``assets/page_life``."""

    tag = "PageLife"
    alias = "page-life"


def page_life() -> rx.Component:
    """Return the notices of a lost connection, of what it costs, and of a new version."""
    return PageLife.create(
        rx.el.div(
            _unsent(),
            _missing(),
            _stale(),
            _outdated(),
            role="status",
            class_name="flex flex-col items-center",
        ),
        class_name="block print:hidden",
    )


def _stale() -> rx.Component:
    return rx.el.div(
        rx.el.span(icon("spinner", "size-4"), class_name="animate-spin"),
        rx.el.span(custom_attrs={"data-message": ""}),
        hidden=True,
        class_name=FLOATING,
        custom_attrs={
            "data-when": "stale",
            "data-text": t("No connection. It will be restored by itself; what you see may be out of date."),
            "data-text-as-of": t(
                "No connection. What you see is as of {time}; it will be restored by itself."
            ),
        },
    )


def _outdated() -> rx.Component:
    text = t("There is a new version of this page. What you have typed is kept.")
    return _question("outdated", text, t("Reload"), "data-reload")


def _missing() -> rx.Component:
    text = t("This page could not be loaded: no connection. You are still where you were.")
    return _question("missing", text, t("Try again"), "data-again")


def _unsent() -> rx.Component:
    text = t("Not sent yet: no connection. Please try again when it is back.")
    return _question("unsent", text, t("Dismiss"), "data-dismiss")


def _question(when: str, text: Text, answer: Text, attribute: str) -> rx.Component:
    """Return a hidden notice with a button, whose ``attribute`` the script knows it by."""
    return rx.el.div(
        rx.el.span(text, class_name="py-2"),
        rx.el.button(
            answer,
            type="button",
            class_name="min-h-11 shrink-0 px-2 font-semibold underline underline-offset-4",
            custom_attrs={attribute: ""},
        ),
        hidden=True,
        class_name=classes(FLOATING, "pointer-events-auto py-1"),
        custom_attrs={"data-when": when},
    )
