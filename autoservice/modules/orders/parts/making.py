"""What a new part of an order is like."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from autoservice.modules.catalog.inventory.errors import ItemArchived, QuantityNotWhole
from autoservice.modules.catalog.inventory.models import PIECE
from autoservice.modules.catalog.inventory.schemas import ItemView, ServicePartView
from autoservice.modules.catalog.inventory.units import ItemKind, ItemUnit
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
    names: dict[str, Any] = _names(item) if item else {"name_ru": command.name, "name_en": command.name}
    return OrderPart(
        item_id=item.id if item else None,
        kind=(item.kind if item else ItemKind.PART).value,
        unit=unit.value,
        quantity=whole_thousandths(command.quantity, unit),
        price_minor=command.price_minor,
        **names,
        **_origin(job, author, now),
    )


def make_usual_part(job: Job, default: ServicePartView, author: int, now: datetime) -> OrderPart:
    """Return a default part of the job's service, which is needed, with the names and the price of today.

    Raises ``QuantityNotWhole``.
    """
    return OrderPart(
        item_id=default.item_id,
        kind=default.kind.value,
        unit=default.unit.value,
        quantity=whole_thousandths(default.quantity, default.unit),
        price_minor=default.price_minor,
        **_names(default),
        **_origin(job, author, now),
    )


def _names(item: ItemView | ServicePartView) -> dict[str, Any]:
    return item.model_dump(include={"name_ru", "name_en", "article", "maker"})


def _origin(job: Job, author: int, now: datetime) -> dict[str, Any]:
    """Return for which job a part is, and who added it when."""
    return {
        "order_id": job.order_id,
        "job_id": job.id,
        "currency": job.currency,
        "created_by": author or None,
        "created_at": now,
        "updated_at": now,
    }


def whole_thousandths(quantity: Decimal, unit: str) -> int:
    """Return a quantity as the database has it; raises ``QuantityNotWhole`` for a part of a piece."""
    number = to_thousandths(quantity)
    if unit == ItemUnit.PIECE and number % PIECE:
        raise QuantityNotWhole()
    return number
