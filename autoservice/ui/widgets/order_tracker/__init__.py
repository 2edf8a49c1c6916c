"""The tracker of one order: progress, stages, comments, photos."""

from autoservice.ui.widgets.order_tracker.components import next_steps, stage_timeline
from autoservice.ui.widgets.order_tracker.now import news_line, pickup_card, progress_card
from autoservice.ui.widgets.order_tracker.state import OlderReportsState, order_id_of

__all__ = [
    "OlderReportsState",
    "news_line",
    "next_steps",
    "order_id_of",
    "pickup_card",
    "progress_card",
    "stage_timeline",
]
