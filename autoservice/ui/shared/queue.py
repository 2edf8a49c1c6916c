"""Forms that the browser's retry queue sends (``assets/send_queue.js``)."""

import reflex as rx

from autoservice.ui.shared.forms import native_form
from autoservice.ui.shared.theme import Child, Text


def queued_form(*children: Child, action: Text, label: Text) -> rx.Component:
    """A form that is stored on the phone first and sent until it has been answered.

    ``label`` says in the queue what is being sent. A second tap while the first
    is on its way sends nothing.
    """
    return native_form(
        *children, action=action, **{"data-queued": "", "data-pending-lock": "", "data-label": label}
    )
