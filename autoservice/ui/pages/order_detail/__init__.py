"""One order, live: the client watches, the mechanic works, the administrator assigns."""

from autoservice.ui.pages.order_detail.page import order_detail

__all__ = ["order_detail"]
