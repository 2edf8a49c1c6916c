"""Completing a stage."""

from autoservice.ui.features.complete_stage.tap import complete_stage_tap

__all__ = ["complete_stage_tap"]
