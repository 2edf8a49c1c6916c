"""Recovery codes, shown once: copied, saved as a file or printed, and then only their owner has them.

``assets/forms/answers.js`` fills the panel. It is part of its page from the beginning and
never depends on State: a page that connects anew must not take the codes away.
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


def beside_recovery_codes(*children: Child) -> rx.Component:
    """What of the page is hidden while the codes are shown."""
    return rx.el.div(*children, custom_attrs={"data-hidden-with": ANSWER})


def recovery_codes_panel() -> rx.Component:
    """Hidden until a form's answer brings codes; leaving loads the program anew, with all that opens now."""
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
                    "grid gap-x-8 gap-y-2 rounded-lg bg-sunken px-4 py-4 font-mono text-lg sm:grid-cols-2"
                ),
                custom_attrs={"data-answer": ANSWER},
            ),
            rx.el.div(*_ways_to_keep(), class_name="mt-4 flex flex-wrap gap-2 print:hidden"),
            # Loaded anew: the socket still has the rights from before.
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


def _ways_to_keep() -> tuple[rx.Component, ...]:
    file = "autoservice-recovery-codes.txt"
    return (
        _way(t("Copy"), {"data-copy": ANSWER, "data-text-done": t("Copied")}),
        _way(t("Save as a file"), {"data-save": ANSWER, "data-file": file}),
        _way(t("Print"), {"data-print": ""}),
    )


def _way(label: rx.Var[str], what: dict[str, str | rx.Var[str]]) -> rx.Component:
    return button(label, "secondary", type="button", custom_attrs=what)
