"""The tracker of one order: progress, stages, comments, photos, also of the request and of extra work."""

from autoservice.ui.widgets.order_tracker.components import stage_timeline
from autoservice.ui.widgets.order_tracker.course import course_card, own_course
from autoservice.ui.widgets.order_tracker.jobs import jobs_card
from autoservice.ui.widgets.order_tracker.now import news_line, order_title, pickup_card, progress_card
from autoservice.ui.widgets.order_tracker.request_photos import request_photos_card
from autoservice.ui.widgets.order_tracker.state import OlderReportsState
from autoservice.ui.widgets.order_tracker.work import work_place
from autoservice.ui.widgets.order_tracker.work_photos import work_photos

__all__ = [
    "OlderReportsState",
    "course_card",
    "jobs_card",
    "news_line",
    "order_title",
    "own_course",
    "pickup_card",
    "progress_card",
    "request_photos_card",
    "stage_timeline",
    "work_photos",
    "work_place",
]
