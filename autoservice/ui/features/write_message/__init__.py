"""Writing a message under an order."""

from autoservice.ui.features.write_message.form import linked_message_form, message_form

__all__ = ["linked_message_form", "message_form"]
