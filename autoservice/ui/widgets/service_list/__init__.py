"""The catalog for guests."""

from autoservice.ui.widgets.service_list.components import service_list
from autoservice.ui.widgets.service_list.state import ServiceListState

__all__ = ["ServiceListState", "service_list"]
