"""The feature to add services to a running order."""

from autoservice.ui.features.add_jobs.form import add_jobs_card
from autoservice.ui.features.add_jobs.state import AddJobsState

__all__ = ["AddJobsState", "add_jobs_card"]
