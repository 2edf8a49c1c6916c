"""The public pages: the catalog, and each of its services."""

from autoservice.ui.widgets.service_list.components import public_content
from autoservice.ui.widgets.service_list.state import ServiceListState

__all__ = ["ServiceListState", "public_content"]
