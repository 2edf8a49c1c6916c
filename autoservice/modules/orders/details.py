"""The statement that reads orders with cars, jobs and stages at once, so that all of an order agrees."""

from typing import Any, Final

from pydantic import BaseModel
from sqlalchemy import Result, or_, select
from sqlmodel import SQLModel, col

from autoservice.modules.orders.models import Job, Order, OrderStage
from autoservice.modules.orders.schemas import JobView, OrderView, StageView, VehicleView
from autoservice.modules.orders.vehicles.models import Vehicle


def _shown(view: type[BaseModel], table: type[SQLModel]) -> tuple[str, ...]:
    """Return the names of the columns that a view shows as they are."""
    return tuple(name for name in view.model_fields if name in table.model_fields)


ORDER: Final = (*_shown(OrderView, Order), "number_year")
VEHICLE: Final = _shown(VehicleView, Vehicle)
JOB: Final = _shown(JobView, Job)
STAGE: Final = _shown(StageView, OrderStage)
ORDER_ID: Final = ORDER.index("id")
FIRST_OF_JOB: Final = len(ORDER) + len(VEHICLE)
FIRST_OF_STAGE: Final = FIRST_OF_JOB + len(JOB)
Details = dict[str, Any]

# A stage comes with its job, a shared one with the first of the order: each stage is one row.
ITS_JOB: Final = or_(
    col(OrderStage.job_id) == col(Job.id), col(OrderStage.job_id).is_(None) & (col(Job.position) == 1)
)

# Built once; the reader adds which orders, and for which viewer.
DETAILS: Final = (
    select(
        *(getattr(Order, name) for name in ORDER),
        *(getattr(Vehicle, name) for name in VEHICLE),
        *(getattr(Job, name) for name in JOB),
        *(getattr(OrderStage, name) for name in STAGE),
    )
    .join(Vehicle, col(Vehicle.id) == col(Order.vehicle_id))
    .join(Job, col(Job.order_id) == col(Order.id))
    .outerjoin(OrderStage, (col(OrderStage.order_id) == col(Order.id)) & ITS_JOB)
    .order_by(col(Order.id), col(Job.position))
)


def gather(rows: Result[Any]) -> dict[int, Details]:
    """Return orders by id, as ``OrderView`` takes them but for people's names."""
    found: dict[int, Details] = {}
    for row in rows:
        order = found.get(row[ORDER_ID])
        if order is None:
            order = found[row[ORDER_ID]] = _order(row)
        _add_job(order["jobs"], row[FIRST_OF_JOB:FIRST_OF_STAGE])
        # A job without stages has none of their columns either.
        if row[FIRST_OF_STAGE] is not None:
            order["stages"].append(dict(zip(STAGE, row[FIRST_OF_STAGE:], strict=True)))
    for order in found.values():
        order["stages"].sort(key=lambda stage: stage["position"])
    return found


def _order(row: Any) -> Details:
    vehicle = dict(zip(VEHICLE, row[len(ORDER) : FIRST_OF_JOB], strict=True))
    return dict(zip(ORDER, row, strict=False), vehicle=vehicle, jobs=[], stages=[])


def _add_job(jobs: list[Details], values: Any) -> None:
    """Append the job of a row, unless the row before was of the same."""
    if not jobs or jobs[-1]["id"] != values[0]:
        jobs.append(dict(zip(JOB, values, strict=True)))
