"""One order, live: the client watches, the mechanic works, the administrator assigns."""

from autoservice.ui.pages.order_detail.page import order_detail
from autoservice.ui.pages.order_detail.track_page import dead_link, track_page

__all__ = ["dead_link", "order_detail", "track_page"]
