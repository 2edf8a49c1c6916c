"""Recovery codes, shown once to be copied, saved as a file or printed.

``assets/forms/answers.js`` fills the panel. It is part of its page from the beginning and never depends on
State: a reconnect of the page must not remove the codes.
"""

from typing import Final

import reflex as rx

from autoservice.ui.kit.anchor import anchor
from autoservice.ui.kit.content import card, page_title
from autoservice.ui.kit.feedback import notice
from autoservice.ui.kit.forms import button
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.theme import BUTTON, VARIANTS, Child, classes

ANSWER: Final = "codes"


def hidden_by_recovery_codes(*children: Child) -> rx.Component:
    """Return the part of the page that is hidden while the codes are shown."""
    return rx.el.div(*children, custom_attrs={"data-hidden-with": ANSWER})


def recovery_codes_panel() -> rx.Component:
    """Return the panel, hidden until a form's answer has codes; leaving it loads the program anew."""
    return rx.el.div(
        page_title(t("Your recovery codes")),
        card(
            notice(
                t("These codes are shown only now. Keep them where you find them without your phone."),
                "warning",
            ),
            rx.el.p(t("Each one lets you sign in once instead of a code from the app."), class_name="my-4"),
            rx.el.ol(
                class_name=(
                    "grid grid-cols-1 gap-x-8 gap-y-2 rounded-lg bg-sunken px-4 py-4 font-mono text-lg "
                    "sm:grid-cols-2"
                ),
                custom_attrs={"data-answer": ANSWER},
            ),
            rx.el.div(*_export_buttons(), class_name="mt-4 flex flex-wrap gap-2 print:hidden"),
            # Loaded anew: the open socket has the rights from before the enrolment.
            anchor(
                t("I have saved them"),
                href="/profile",
                class_name=classes(BUTTON, VARIANTS["primary"], "mt-6 w-full sm:w-auto print:hidden"),
            ),
        ),
        hidden=True,
        tab_index=-1,
        class_name="outline-none",
        custom_attrs={"data-shown-with": ANSWER},
    )


def _export_buttons() -> tuple[rx.Component, ...]:
    file = "autoservice-recovery-codes.txt"
    return (
        _export_button(t("Copy"), {"data-copy": ANSWER, "data-text-done": t("Copied")}),
        _export_button(t("Save as a file"), {"data-save": ANSWER, "data-file": file}),
        _export_button(t("Print"), {"data-print": ""}),
    )


def _export_button(label: rx.Var[str], what: dict[str, str | rx.Var[str]]) -> rx.Component:
    return button(label, "secondary", type="button", custom_attrs=what)
