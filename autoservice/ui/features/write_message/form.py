"""The form of a message: from the queue of whoever has an account, over the socket by a tracking link."""

from typing import Any, Final

import reflex as rx

from autoservice.shared.access import Permission
from autoservice.ui.entities.talk import TalkVar
from autoservice.ui.features.write_message.state import WriteMessageState
from autoservice.ui.kit.feedback import form_notice
from autoservice.ui.kit.forms import button, socket_form, text_area
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.queue import queued_form
from autoservice.ui.kit.viewer import may

_STATE: Final[Any] = WriteMessageState
ROW: Final = "flex flex-col gap-3 sm:flex-row sm:items-end"


def message_form(talk: TalkVar) -> rx.Component:
    """Return the form of somebody with an account; what is typed survives a reload."""
    return queued_form(
        _field(rx.cond(may(Permission.READ_INTERNAL), t("Message to the client"), t("Message to the shop"))),
        _send(),
        action=talk.url + "/messages",
        label=talk.name,
        drafted=True,
        class_name=f"mt-4 {ROW}",
    )


def linked_message_form() -> rx.Component:
    """Return the form of whoever holds a link."""
    return socket_form(
        # Another one after each message: it begins empty.
        rx.el.div(_field(t("Message to the shop"), key=_STATE.accepted), _send(), class_name=ROW),
        form_notice(_STATE.errors, "not-empty:mt-3"),
        on_submit=_STATE.write,
        refused=_STATE.refused,
        class_name="mt-4",
    )


def _field(label: Any, **props: Any) -> rx.Component:
    return text_area(
        "text", rows=2, placeholder=label, aria_label=label, class_name="min-w-0 flex-1", **props
    )


def _send() -> rx.Component:
    return button(t("Send"), class_name="min-h-12 shrink-0")
