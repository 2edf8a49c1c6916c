"""Commands and views of an order's parts. Sums are minor units, quantities decimals."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Final

from pydantic import BaseModel, BeforeValidator, Field

from autoservice.modules.catalog.inventory.schemas import Price, Quantity
from autoservice.modules.catalog.inventory.units import ItemKind, ItemUnit
from autoservice.modules.orders.parts.rules import available_on_part
from autoservice.modules.orders.parts.states import PartAction, PartState
from autoservice.shared.access import Actor, Permission
from autoservice.shared.validation import STORABLE, TIDIED, CalendarDay, Id, none_if_blank

PartName = Annotated[str, Field(max_length=200, pattern=STORABLE), TIDIED]
Supplier = Annotated[str, Field(max_length=120, pattern=STORABLE), TIDIED]
Reason = Annotated[str, Field(max_length=200, pattern=STORABLE), TIDIED]
Day = Annotated[CalendarDay | None, BeforeValidator(none_if_blank)]


class NewPart(BaseModel):
    """The command to add a part: an item of the inventory by ``item_id``, or any other by its ``name``.

    The price is for a unit; 0 is included in that of the work. Without a ``job_id`` the part is for the
    first job of the order. ``unit`` is for parts that are not in the inventory.
    """

    item_id: Annotated[Id | None, BeforeValidator(none_if_blank)] = None
    name: PartName = ""
    unit: ItemUnit = ItemUnit.PIECE
    quantity: Quantity = Decimal(1)
    price_minor: Price = 0
    job_id: Annotated[Id | None, BeforeValidator(none_if_blank)] = None


class UsualParts(BaseModel):
    """The command to add the default parts of a job's service; without a ``job_id`` those of all services."""

    job_id: Annotated[Id | None, BeforeValidator(none_if_blank)] = None


class PartStep(BaseModel):
    """A step on a part; ``version`` is the one that the sender saw, if it must not have changed since."""

    version: Id | None = None


class PartChange(BaseModel):
    """The command to change quantity or price of a part; ``version`` is the one that the caller saw."""

    version: Id
    quantity: Quantity | None = None
    price_minor: Price | None = None


class PartOrder(PartStep):
    """From whom a part is ordered, and when it is expected, if that is known."""

    expected_on: Day = None
    supplier: Supplier = ""


class PartReturn(PartStep):
    """Why a part goes back to the stock; without a ``quantity`` all of it."""

    reason: Annotated[Reason, Field(min_length=1)]
    quantity: Annotated[Quantity | None, BeforeValidator(none_if_blank)] = None


# What of a part is for the shop only, as others read it.
FOR_THE_SHOP: Final[dict[str, Any]] = {"supplier": "", "reason": "", "available": None}


class OrderPartView(BaseModel):
    """A part of an order; ``price_minor`` is for a unit, ``total_minor`` for all, 0 is included in the work.

    ``actions`` are what its reader may do on it now. Only the shop reads from whom it is ordered, why it was
    returned, and how much is ``available`` in stock of one that is still needed.
    """

    id: int
    order_id: int
    job_id: int
    item_id: int | None
    name_ru: str
    name_en: str
    article: str
    maker: str
    kind: ItemKind
    unit: ItemUnit
    quantity: Decimal
    price_minor: int
    total_minor: int
    currency: str
    state: PartState
    expected_on: date | None
    supplier: str
    reason: str
    available: Decimal | None
    version: int
    updated_at: datetime
    actions: list[PartAction] = []

    def for_viewer(self, order_status: str, viewer: Actor) -> "OrderPartView":
        """Return the part with the actions of ``viewer``, for clients without what is for the shop only."""
        changed: dict[str, Any] = {} if viewer.may(Permission.READ_INTERNAL) else FOR_THE_SHOP
        return self.model_copy(update={**changed, "actions": available_on_part(order_status, self, viewer)})


def parts_for(parts: Sequence[OrderPartView], order_status: str, viewer: Actor) -> list[OrderPartView]:
    """Return the parts as ``viewer`` sees them; clients see none that was returned."""
    whole = viewer.may(Permission.READ_INTERNAL)
    return [
        part.for_viewer(order_status, viewer) for part in parts if whole or part.state != PartState.RETURNED
    ]
