"""Forms that the browser's retry queue sends, and the queue itself (``assets/send_queue``)."""

import reflex as rx
from reflex_components_core.el.elements.base import BaseHTML

from autoservice.ui.kit.forms import native_form
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.theme import Child, Text, has_text


class SendQueue(BaseHTML):
    """The custom element of ``assets/send_queue``.

    Reflex makes JavaScript names of tags, which cannot have a dash; an alias is rendered only.
    """

    tag = "SendQueue"
    alias = "send-queue"


def queued_form(
    *children: Child,
    action: Text,
    label: Text,
    drafted: bool = False,
    photos: bool = False,
    method: str = "POST",
    then: str = "",
    files_to: str = "",
    files_label: Text = "",
    class_name: Text = "",
) -> rx.Component:
    """Return a form that is stored on the phone and sent until it has been answered.

    ``label`` is its name in the queue. The same values are not queued twice. The input of a ``drafted`` one
    survives a reload. One of ``photos`` shows them before they are sent (``assets/photos/tray.js``), and is
    emptied as soon as they are in the queue. One with ``then``, a path with the ``{id}`` of the answer, leads
    there, unless something else was typed in it meanwhile, and shows its errors as a ``session_form`` does.
    Its files are no part of what is sent, but follow: they go to ``files_to``, a path like that, one by one
    as ``files_label``.
    """
    attributes = {"data-queued": "", "data-pending-lock": "", "data-label": label, "data-method": method}
    more = {"data-draft": drafted, "data-photos": photos}
    kept = {name: "" for name, wanted in more.items() if wanted}
    goal: dict[str, Text] = {"data-then": then} if then else {}
    if files_to:
        goal |= {"data-files-to": files_to, "data-files-label": files_label}
    return native_form(*children, action=action, class_name=class_name, **attributes, **kept, **goal)


class QueueNote(BaseHTML):
    """The custom element of ``assets/send_queue/note.js``."""

    tag = "QueueNote"
    alias = "queue-note"


def queue_note(done: Text, waiting: Text, *, undo_label: Text = "") -> rx.Component:
    """Return what a queued form says of its step: that it is ``done``, or ``waiting`` for the network.

    With an ``undo_label``, its name in the queue, it offers to take back what has not been answered yet.
    """
    undo = {"undo": t("Undo"), "undone": t("Undone, waits for the network"), "label": undo_label}
    texts = {"done": done, "network": waiting} | (undo if has_text(undo_label) else {})
    return QueueNote.create(custom_attrs=texts)


def send_queue(owner: Text) -> rx.Component:
    """Return the queue of ``owner`` (a user's id), with its texts in the viewer's language."""
    texts = {
        "sending": t("Sending…"),
        "sent": t("Sent"),
        "turn": t("Waiting its turn"),
        "network": t("Waiting for the network"),
        "slow": t("The server has not answered in time. It is tried again."),
        "busy": t("The server asks to wait until {time}"),
        "away": t("The server is not ready. It is tried again."),
        "portal": t(
            "Something else answered in the server's place: perhaps this network wants you to sign in to it"
        ),
        "signin": t("Sign in again to send this"),
        "failed": t("Could not be sent"),
        "rejected": t("The server fails on this (error {status})"),
        "toolarge": t("The file is too large"),
        "unreadable": t("The file can no longer be read. Choose it again."),
        "retry": t("Retry"),
        "discard": t("Discard"),
        "save": t("Save to this device"),
        "dismiss": t("Dismiss"),
        "volatile": t("This browser cannot store unsent data. Keep this page open until everything is sent."),
    }
    return SendQueue.create(custom_attrs={"owner": owner, "texts": rx.Var.create(texts).to_string()})
