"""The table of an order's parts. Quantities are thousandths of the unit, sums minor units."""

from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import BigInteger, CheckConstraint, Index
from sqlmodel import Field, SQLModel

from autoservice.modules.catalog.inventory.units import ItemKind
from autoservice.modules.orders.errors import StaleVersion
from autoservice.modules.orders.parts.states import PartState
from autoservice.shared.db import UtcDateTime, primary_key
from autoservice.shared.typed_numbers import from_thousandths

AUDITED: Final = {"item_id", "job_id", "quantity", "price_minor", "state", "stage_id"}


class OrderPart(SQLModel, table=True):
    """A part of one job, named and priced as agreed; without an ``item_id`` it is not kept in stock.

    ``stage_id`` is the stage whose completion issued it.
    """

    __tablename__ = "order_part"
    __table_args__ = (
        CheckConstraint("quantity > 0", name="quantity"),
        Index("ix_order_part_order_id_id", "order_id", "id"),
    )

    id: int = primary_key()
    order_id: int = Field(foreign_key="repair_order.id")
    job_id: int = Field(foreign_key="job.id", index=True)
    item_id: int | None = Field(default=None, foreign_key="inventory_item.id", index=True)
    name_ru: str = Field(max_length=200)
    name_en: str = Field(max_length=200)
    article: str = Field(default="", max_length=60)
    maker: str = Field(default="", max_length=60)
    # Of its item as it was added; whatever is not kept in stock is a part.
    kind: str = Field(
        default=ItemKind.PART.value, max_length=20, sa_column_kwargs={"server_default": ItemKind.PART.value}
    )
    unit: str = Field(max_length=10)
    quantity: int = Field(sa_type=BigInteger)
    price_minor: int = 0
    currency: str = Field(max_length=3)
    state: str = Field(default=PartState.NEEDED.value, max_length=20)
    expected_on: date | None = None
    supplier: str = Field(default="", max_length=120)
    reason: str = Field(default="", max_length=200)
    stage_id: int | None = Field(default=None, foreign_key="order_stage.id", index=True)
    version: int = 1
    created_by: int | None = Field(default=None, foreign_key="app_user.id")
    created_at: datetime = Field(sa_type=UtcDateTime)
    updated_at: datetime = Field(sa_type=UtcDateTime)

    def become(self, state: PartState, at: datetime, **fields: Any) -> None:
        """Change the state, and further columns with it."""
        self.state = state.value
        self.change(at, **fields)

    def change(self, at: datetime, **fields: Any) -> None:
        """Change columns."""
        for name, value in fields.items():
            setattr(self, name, value)
        self.updated_at = at
        self.version += 1

    def require_version(self, expected: int | None) -> None:
        """Check that the caller saw the present version; raises ``StaleVersion``."""
        if expected is not None and expected != self.version:
            raise StaleVersion()

    def changeable(self) -> dict[str, Any]:
        """Return what ``PartChange`` changes, and the version that it has to name."""
        quantity = f"{from_thousandths(self.quantity):f}"
        return {"version": self.version, "quantity": quantity, "price_minor": self.price_minor}

    def audited(self) -> dict[str, Any]:
        """Return what the audit log keeps of the part."""
        return self.model_dump(include=AUDITED, exclude_none=True)
