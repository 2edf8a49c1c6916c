"""The feature to approve or decline extra work, line by line."""

from autoservice.ui.features.decide_work.form import decide_work, decide_work_for_client
from autoservice.ui.features.decide_work.state import DecideWorkState

__all__ = ["DecideWorkState", "decide_work", "decide_work_for_client"]
