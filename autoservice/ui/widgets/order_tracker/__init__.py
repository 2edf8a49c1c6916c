"""The tracker of one order: progress, stages, comments, photos."""

from autoservice.ui.widgets.order_tracker.components import next_steps, progress_card, stage_timeline
from autoservice.ui.widgets.order_tracker.state import OlderReportsState, order_id_of

__all__ = ["OlderReportsState", "next_steps", "order_id_of", "progress_card", "stage_timeline"]
