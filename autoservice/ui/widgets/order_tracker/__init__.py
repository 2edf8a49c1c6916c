"""The tracker of one order: progress, stages, comments, photos."""

from autoservice.ui.widgets.order_tracker.drawing import progress_card, stage_timeline

__all__ = ["progress_card", "stage_timeline"]
