"""The choice of services: looked for, ticked, and what they come to."""

from autoservice.ui.entities.service.choice.picker import service_picker, shown_prices
from autoservice.ui.entities.service.choice.state import LIVE_VARS, ServiceChoiceMixin, ids_of

__all__ = ["LIVE_VARS", "ServiceChoiceMixin", "ids_of", "service_picker", "shown_prices"]
