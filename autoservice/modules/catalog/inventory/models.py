"""Tables of the inventory. Quantities are thousandths of the item's unit, sums minor units."""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import BigInteger, CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from autoservice.modules.catalog.inventory.search_tokens import ITEM, item_tokens
from autoservice.modules.catalog.inventory.units import ItemUnit
from autoservice.shared.db import IDS_ONCE, UtcDateTime, primary_key
from autoservice.shared.normal_forms import article_key, fold
from autoservice.shared.search import keep_indexed

# What a list can be sorted by; each filter of the list has an index in each of these orders.
SORTS: Final = ("sort_ru", "sort_en", "article_key", "maker_key", "sort_place", "price_minor")
SORT_LENGTH: Final = 120
KEY_LENGTH: Final = 60
# A piece is whole.
PIECE: Final = 1000


def _list_indexes() -> list[Index]:
    prefixes = {"active": ("active",), "kind": ("active", "kind")}
    indexes = [
        Index(f"ix_inventory_item_{name}_{sort}", *prefix, sort, "id")
        for name, prefix in prefixes.items()
        for sort in SORTS
    ]
    low: dict[str, Any] = {"sqlite_where": text("low = 1"), "postgresql_where": text("low")}
    return indexes + [Index(f"ix_inventory_item_low_{sort}", sort, "id", **low) for sort in SORTS]


class InventoryItem(SQLModel, table=True):
    """A part or a consumable. ``article`` and ``maker`` are as typed, their keys tell equal ones.

    ``low`` is set while less than ``minimum`` is available; it follows from the balance.
    """

    __tablename__ = "inventory_item"
    __table_args__ = (UniqueConstraint("article_key", "maker_key"), *_list_indexes(), IDS_ONCE)

    id: int = primary_key()
    version: int = 1
    article: str = Field(max_length=60)
    article_key: str = Field(max_length=KEY_LENGTH)
    maker: str = Field(default="", max_length=60)
    maker_key: str = Field(default="", max_length=KEY_LENGTH)
    name_ru: str = Field(max_length=200)
    name_en: str = Field(max_length=200)
    sort_ru: str = Field(max_length=SORT_LENGTH)
    sort_en: str = Field(max_length=SORT_LENGTH)
    kind: str = Field(max_length=20)
    unit: str = Field(max_length=10)
    price_minor: int
    minimum: int = 0
    place: str = Field(default="", max_length=60)
    sort_place: str = Field(default="", max_length=SORT_LENGTH)
    supplier: str = Field(default="", max_length=120)
    active: bool = True
    low: bool = False
    created_at: datetime = Field(sa_type=UtcDateTime)

    def describe(self, fields: dict[str, Any]) -> list[str]:
        """Set columns, and those that follow from them; returns the names of those that changed."""
        changed = [name for name, value in fields.items() if getattr(self, name, None) != value]
        for name in changed:
            setattr(self, name, fields[name])
        self.article_key, self.maker_key = article_key(self.article), article_key(self.maker)
        self.sort_ru, self.sort_en = fold(self.name_ru)[:SORT_LENGTH], fold(self.name_en)[:SORT_LENGTH]
        self.sort_place = fold(self.place)[:SORT_LENGTH]
        return changed

    @property
    def label(self) -> str:
        """Return maker and article, as a label of the item in a sentence."""
        return f"{self.maker} {self.article}".strip()

    @property
    def step(self) -> int:
        """Return the smallest quantity of the item, in thousandths."""
        return PIECE if self.unit == ItemUnit.PIECE else 1

    def search_tokens(self) -> set[str]:
        """Return the tokens by which the item is found."""
        return item_tokens(self.article, self.maker, self.name_ru, self.name_en)


keep_indexed(InventoryItem, ITEM, ("article", "maker", "name_ru", "name_en"), place="sort_ru")


class StockBalance(SQLModel, table=True):
    """The stock of one item: the sum of its movements. Its lock serialises them."""

    __tablename__ = "stock_balance"
    __table_args__ = (
        CheckConstraint("on_hand >= 0", name="on_hand"),
        CheckConstraint("reserved >= 0 AND reserved <= on_hand", name="reserved"),
        CheckConstraint("value_minor >= 0 AND (on_hand > 0 OR value_minor = 0)", name="value"),
    )

    item_id: int = Field(primary_key=True, foreign_key="inventory_item.id")
    on_hand: int = Field(default=0, sa_type=BigInteger)
    reserved: int = Field(default=0, sa_type=BigInteger)
    value_minor: int = Field(default=0, sa_type=BigInteger)

    @property
    def available(self) -> int:
        """Return what is on hand and not reserved."""
        return self.on_hand - self.reserved


class StockMovement(SQLModel, table=True):
    """One entry of the ledger: what it changed of the balance. Rows are only ever added.

    ``effective_at`` is the moment that it speaks of: for a correction by a count that of the counting, for
    all others the moment ``at`` which it was entered. A return names the ``issue`` that it takes back.
    """

    __tablename__ = "stock_movement"
    __table_args__ = (
        Index("ix_stock_movement_item_id_id", "item_id", "id"),
        Index("ix_stock_movement_item_id_effective_at", "item_id", "effective_at"),
        Index("ix_stock_movement_order_id_item_id", "order_id", "item_id"),
    )

    id: int = primary_key()
    item_id: int = Field(foreign_key="inventory_item.id")
    kind: str = Field(max_length=20)
    on_hand_change: int = Field(default=0, sa_type=BigInteger)
    reserved_change: int = Field(default=0, sa_type=BigInteger)
    value_change: int = Field(default=0, sa_type=BigInteger)
    unit_cost_minor: int | None = None
    order_id: int | None = Field(default=None, foreign_key="repair_order.id")
    issue_id: int | None = Field(default=None, foreign_key="stock_movement.id", index=True)
    count_id: int | None = Field(default=None, foreign_key="stock_count.id", index=True)
    reason: str = Field(default="", max_length=200)
    actor_id: int | None = Field(default=None, foreign_key="app_user.id")
    at: datetime = Field(sa_type=UtcDateTime)
    effective_at: datetime = Field(sa_type=UtcDateTime)


class StockCount(SQLModel, table=True):
    """A count of the stock at a moment; applied once, later."""

    __tablename__ = "stock_count"
    __table_args__ = IDS_ONCE

    id: int = primary_key()
    note: str = Field(default="", max_length=200)
    counted_at: datetime = Field(sa_type=UtcDateTime)
    created_at: datetime = Field(sa_type=UtcDateTime)
    created_by: int | None = Field(default=None, foreign_key="app_user.id")
    applied_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    applied_by: int | None = Field(default=None, foreign_key="app_user.id")


class StockCountLine(SQLModel, table=True):
    """How much of one item a count found."""

    __tablename__ = "stock_count_line"

    count_id: int = Field(primary_key=True, foreign_key="stock_count.id")
    item_id: int = Field(primary_key=True, foreign_key="inventory_item.id", index=True)
    version: int = 1
    counted: int = Field(sa_type=BigInteger)


class ServicePart(SQLModel, table=True):
    """What one service of the catalog takes by default of one item."""

    __tablename__ = "service_part"

    service_id: int = Field(primary_key=True, foreign_key="service_template.id")
    item_id: int = Field(primary_key=True, foreign_key="inventory_item.id", index=True)
    position: int
    quantity: int = Field(sa_type=BigInteger)
