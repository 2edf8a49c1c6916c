"""The feature to change the viewer's name."""

from autoservice.ui.features.rename.form import rename_form
from autoservice.ui.features.rename.state import RenameState

__all__ = ["RenameState", "rename_form"]
