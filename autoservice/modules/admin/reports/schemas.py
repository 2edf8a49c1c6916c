"""What is reported of a period. Money is in minor units, time in whole minutes, a share in basis points."""

from datetime import date

from pydantic import BaseModel, ConfigDict, Field

from autoservice.modules.orders.schemas import Day


class ReportQuery(BaseModel):
    """Days of the shop's calendar, both included; one alone is a day, without both it is this month."""

    model_config = ConfigDict(validate_by_name=True)

    from_day: Day | None = Field(default=None, alias="from")
    to_day: Day | None = Field(default=None, alias="to")


class Period(BaseModel):
    """Days of the shop's calendar, both included."""

    first: date
    last: date


class Totals(BaseModel):
    """What happened in a period; all but ``created`` and ``cancelled`` is of the orders completed in it.

    ``gross_minor`` less ``discount_minor`` is ``revenue_minor``. The cycle goes from placing an order to
    handing the car over. ``late`` are those of the ``promised`` whose last promise slipped by more than half
    an hour. Extra work is what was decided; parts are those of approved work, ``parts_cost_minor`` what the
    stock's movements say that those from the stock have cost, ``stocked_minor`` what these were charged at.
    """

    created: int = 0
    completed: int = 0
    cancelled: int = 0
    gross_minor: int = 0
    discount_minor: int = 0
    revenue_minor: int = 0
    average_minor: int | None = None
    cycle_median_minutes: int | None = None
    cycle_p90_minutes: int | None = None
    promised: int = 0
    late: int = 0
    extra_approved: int = 0
    extra_declined: int = 0
    extra_approved_minor: int = 0
    extra_declined_minor: int = 0
    extra_approval: int | None = None
    parts_minor: int = 0
    stocked_minor: int = 0
    parts_cost_minor: int = 0
    parts_margin_minor: int = 0


class Part(Period):
    """A day or a month of the period."""

    completed: int
    revenue_minor: int


class Work(BaseModel):
    """Work that was done: norm-minutes of all its stages, and of those whose start and end were told.

    ``actual_minutes`` is how long these took by the clock, with all breaks, holds and nights.
    """

    norm_minutes: int = 0
    timed_norm_minutes: int = 0
    actual_minutes: int = 0


class ServiceWork(Work):
    """A service by the names with which it was ordered, or extra work by its own.

    ``agreed_minor`` is what it came to with its parts, before discounts on whole orders. Stages that belong
    to whole orders (intake, handover) are of no service.
    """

    name_ru: str
    name_en: str
    jobs: int = 0
    agreed_minor: int = 0


class MechanicWork(Work):
    """What a mechanic has done, under the name that the account has now."""

    mechanic_id: int | None
    name: str
    stages: int = 0


class Report(BaseModel):
    """A period, the one before, and of which parts it consists. What is completed is counted on its day."""

    period: Period
    previous: Period
    currency: str
    totals: Totals
    before: Totals
    parts: list[Part]
    services: list[ServiceWork]
    mechanics: list[MechanicWork]
