"""The features to make, edit, copy, archive and delete repair templates; cells are edited in tables."""

from autoservice.ui.features.edit_template.components import (
    draft_bar,
    new_template_button,
    remove_stage_button,
    rename_form,
    template_actions,
    template_outcome,
)
from autoservice.ui.features.edit_template.draft_state import DraftCommandsState
from autoservice.ui.features.edit_template.state import TemplateCommandsState

__all__ = [
    "DraftCommandsState",
    "TemplateCommandsState",
    "draft_bar",
    "new_template_button",
    "remove_stage_button",
    "rename_form",
    "template_actions",
    "template_outcome",
]
