"""The question before a change that concerns administrators, and what went wrong."""

from typing import Any

import reflex as rx

from autoservice.ui.features.update_user.state import UpdateUserState
from autoservice.ui.shared.feedback import notice
from autoservice.ui.shared.forms import button
from autoservice.ui.shared.i18n import t
from autoservice.ui.shared.theme import SURFACE, Child, classes


def while_not_asking(*children: Child) -> rx.Component:
    """What cannot be reached while the question waits."""
    return rx.el.div(*children, custom_attrs={"inert": UpdateUserState.question != ""})


def update_user_question(then: Any) -> rx.Component:
    """The question over the page, and after it the error if there was one."""
    return rx.fragment(
        rx.cond(UpdateUserState.question != "", _dialog(then)),
        rx.cond(
            UpdateUserState.error != "",
            # Not scrolled away: the list is long.
            rx.el.div(notice(UpdateUserState.error, "danger"), class_name="sticky top-20 z-30 mb-6"),
        ),
    )


def _dialog(then: Any) -> rx.Component:
    return rx.el.div(
        rx.window_event_listener(on_key_down=UpdateUserState.press_key),
        rx.el.div(
            rx.el.h2(t("Change an administrator?"), id="question", class_name="text-lg font-bold"),
            rx.el.p(UpdateUserState.question, id="consequence", class_name="mt-2 wrap-anywhere"),
            rx.el.div(
                button(
                    t("Cancel"),
                    "secondary",
                    on_click=UpdateUserState.cancel,
                    auto_focus=True,
                ),
                button(t("Yes, change"), on_click=[UpdateUserState.confirm, then]),
                class_name="mt-6 grid grid-cols-2 gap-2 sm:flex sm:justify-end",
            ),
            role="alertdialog",
            aria_labelledby="question",
            aria_describedby="consequence",
            custom_attrs={"aria-modal": "true"},
            class_name=classes(SURFACE, "w-full max-w-md p-6"),
        ),
        class_name="fixed inset-0 z-50 grid place-items-center bg-[#00000080] p-4",
    )
