"""What a client needs to know to collect a car that is ready."""

from dataclasses import dataclass

from autoservice.modules.orders.opening_hours.schemas import OpeningHoursView
from autoservice.modules.orders.opening_hours.texts import describe_week
from autoservice.modules.orders.schemas import OrderView
from autoservice.modules.orders.workflow import OrderStatus
from autoservice.runtime.current import current_runtime
from autoservice.shared.access import Permission
from autoservice.ui.current import Viewer
from autoservice.ui.kit.theme import ViewModelVar


@dataclass(frozen=True)
class PickupViewModel:
    """The shop as its settings describe it; all empty unless the car ``is_due`` to be collected."""

    is_due: bool = False
    shop: str = ""
    address: str = ""
    hours: str = ""
    phone: str = ""
    phone_url: str = ""


PickupVar = ViewModelVar


def pickup_view_model(
    order: OrderView, viewer: Viewer, opening_hours: OpeningHoursView | None = None
) -> PickupViewModel:
    """Return the shop's address, phone and hours for the client of an order that is ready."""
    if order.status is not OrderStatus.READY or viewer.actor.may(Permission.READ_INTERNAL):
        return PickupViewModel()
    settings = current_runtime().settings
    return PickupViewModel(
        is_due=True,
        shop=settings.shop_name,
        address=settings.shop_address,
        hours=(describe_week(opening_hours, viewer.locale) if opening_hours else "") or settings.shop_hours,
        phone=settings.shop_phone,
        phone_url=settings.shop_phone_url,
    )
