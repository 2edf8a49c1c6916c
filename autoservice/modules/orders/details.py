"""Orders as they are shown: cars and stages in one query, so that an order and its stages agree."""

from typing import Any, Final

from sqlalchemy import Result, select
from sqlmodel import col

from autoservice.modules.orders.models import Order, OrderStage, Vehicle

ORDER: Final = (
    "id", "status", "version", "client_id", "service_name_ru", "service_name_en", "price_minor", "currency",
    "note", "created_at", "updated_at",
)  # fmt: skip
VEHICLE: Final = ("plate", "make", "model")
STAGE: Final = (
    "id", "position", "code", "name_ru", "name_en", "norm_minutes", "state", "mechanic_id", "started_at",
    "done_at", "version",
)  # fmt: skip
FIRST_OF_STAGE: Final = len(ORDER) + len(VEHICLE)
Details = dict[str, Any]

# Built once; whoever reads adds which orders, and for whom.
DETAILS: Final = (
    select(
        *(getattr(Order, name) for name in ORDER),
        *(getattr(Vehicle, name) for name in VEHICLE),
        *(getattr(OrderStage, name) for name in STAGE),
    )
    .join(Vehicle, col(Vehicle.id) == col(Order.vehicle_id))
    .outerjoin(OrderStage, col(OrderStage.order_id) == col(Order.id))
    .order_by(col(Order.id), col(OrderStage.position))
)


def gather(rows: Result[Any]) -> dict[int, Details]:
    """Orders by id, shaped as ``OrderView`` takes them but for the names of people."""
    found: dict[int, Details] = {}
    for row in rows:
        order = found.get(row[0])
        if order is None:
            vehicle = dict(zip(VEHICLE, row[len(ORDER) : FIRST_OF_STAGE], strict=True))
            order = found[row[0]] = dict(zip(ORDER, row, strict=False), vehicle=vehicle, stages=[])
        # An order without stages has none of their columns either.
        if row[FIRST_OF_STAGE] is not None:
            order["stages"].append(dict(zip(STAGE, row[FIRST_OF_STAGE:], strict=True)))
    return found
