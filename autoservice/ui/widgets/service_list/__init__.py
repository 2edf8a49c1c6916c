"""The catalog as guests read it."""

from autoservice.ui.widgets.service_list.components import service_list
from autoservice.ui.widgets.service_list.state import ServiceListState

__all__ = ["ServiceListState", "service_list"]
