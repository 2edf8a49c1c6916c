"""The features beside the table of texts: preview, e-mail to oneself, back to the shipped words."""

from autoservice.ui.features.edit_text.components import preview_dialog, text_buttons, text_outcome
from autoservice.ui.features.edit_text.state import TextCommandsState

__all__ = ["TextCommandsState", "preview_dialog", "text_buttons", "text_outcome"]
