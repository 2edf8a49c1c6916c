"""The tracker of one order: progress, stages, comments, photos."""

from autoservice.ui.widgets.order_tracker.drawing import next_step, progress_card, stage_timeline

__all__ = ["next_step", "progress_card", "stage_timeline"]
