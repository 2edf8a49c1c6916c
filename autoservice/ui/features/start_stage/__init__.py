"""Starting a stage."""

from autoservice.ui.features.start_stage.tap import start_stage_tap

__all__ = ["start_stage_tap"]
