"""What a new part of an order is like."""

from datetime import datetime
from decimal import Decimal

from autoservice.modules.catalog.inventory.errors import ItemArchived, QuantityNotWhole
from autoservice.modules.catalog.inventory.models import PIECE
from autoservice.modules.catalog.inventory.schemas import ItemView
from autoservice.modules.catalog.inventory.units import ItemUnit
from autoservice.modules.orders.models import Job
from autoservice.modules.orders.parts.errors import PartUnnamed
from autoservice.modules.orders.parts.models import OrderPart
from autoservice.modules.orders.parts.schemas import NewPart
from autoservice.shared.typed_numbers import to_thousandths


def make_part(job: Job, command: NewPart, item: ItemView | None, author: int, now: datetime) -> OrderPart:
    """Return a part that is needed, with the names of today.

    Raises ``ItemArchived``, ``PartUnnamed``, ``QuantityNotWhole``.
    """
    if item and not item.active:
        raise ItemArchived()
    if not item and not command.name:
        raise PartUnnamed()
    unit = item.unit if item else command.unit
    return OrderPart(
        order_id=job.order_id,
        job_id=job.id,
        item_id=item.id if item else None,
        name_ru=item.name_ru if item else command.name,
        name_en=item.name_en if item else command.name,
        article=item.article if item else "",
        maker=item.maker if item else "",
        unit=unit.value,
        quantity=whole_thousandths(command.quantity, unit),
        price_minor=command.price_minor,
        currency=job.currency,
        created_by=author or None,
        created_at=now,
        updated_at=now,
    )


def whole_thousandths(quantity: Decimal, unit: str) -> int:
    """Return a quantity as the database has it; raises ``QuantityNotWhole`` for a part of a piece."""
    number = to_thousandths(quantity)
    if unit == ItemUnit.PIECE and number % PIECE:
        raise QuantityNotWhole()
    return number
