"""Commands, queries and views of the inventory. Sums are minor units, quantities decimals."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Final, Literal

from pydantic import BaseModel, Field

from autoservice.modules.catalog.inventory.units import ItemKind, ItemUnit, MovementKind
from autoservice.shared.pagination import PageRequest
from autoservice.shared.typed_numbers import MONEY_LIMIT, QUANTITY_LIMIT, QUANTITY_PLACES
from autoservice.shared.validation import STORABLE, TIDIED, Flag, Id, Moment, SearchText, Whole

SORTS: Final = ("name_ru", "name_en", "article", "maker", "place", "price")

Article = Annotated[str, Field(min_length=1, max_length=60, pattern=STORABLE), TIDIED]
Maker = Annotated[str, Field(max_length=60, pattern=STORABLE), TIDIED]
ItemName = Annotated[str, Field(max_length=200, pattern=STORABLE), TIDIED]
Place = Annotated[str, Field(max_length=60, pattern=STORABLE), TIDIED]
Supplier = Annotated[str, Field(max_length=120, pattern=STORABLE), TIDIED]
Reason = Annotated[str, Field(min_length=1, max_length=200, pattern=STORABLE), TIDIED]
Note = Annotated[str, Field(max_length=200, pattern=STORABLE), TIDIED]
Price = Annotated[Whole, Field(ge=0, le=MONEY_LIMIT)]
_PLACES: Final = {"max_digits": 10, "decimal_places": QUANTITY_PLACES}
Quantity = Annotated[Decimal, Field(gt=0, le=QUANTITY_LIMIT, **_PLACES)]
QuantityOrNone = Annotated[Decimal, Field(ge=0, le=QUANTITY_LIMIT, **_PLACES)]
Difference = Annotated[Decimal, Field(ge=-QUANTITY_LIMIT, le=QUANTITY_LIMIT, **_PLACES)]


class ItemFilter(PageRequest):
    """The query for a list of items.

    ``q`` is a search text: words of names or maker, or an article from any of its groups on. ``low`` leaves
    only those of which less than the minimum is available; ``archived`` lists the archived ones instead of
    the others. ``sort`` is a column, with ``-`` before it in descending order.
    """

    q: SearchText = ""
    kind: ItemKind | None = None
    low: bool = False
    archived: bool = False
    sort: Annotated[str, Field(pattern=f"^-?({'|'.join(SORTS)})$")] = "name_ru"


class NewItem(BaseModel):
    """The command to add an item. A name that is missing in one language is that of the other."""

    article: Article
    maker: Maker = ""
    name_ru: ItemName = ""
    name_en: ItemName = ""
    kind: ItemKind
    unit: ItemUnit
    price_minor: Price
    minimum: QuantityOrNone = Decimal(0)
    place: Place = ""
    supplier: Supplier = ""


class ItemChange(BaseModel):
    """The command to change an item; what is absent stays. ``version`` is the one that the caller saw."""

    version: Id | None = None
    article: Article | None = None
    maker: Maker | None = None
    name_ru: ItemName | None = None
    name_en: ItemName | None = None
    kind: ItemKind | None = None
    unit: ItemUnit | None = None
    price_minor: Price | None = None
    minimum: QuantityOrNone | None = None
    place: Place | None = None
    supplier: Supplier | None = None
    active: Flag | None = None


class ItemView(BaseModel):
    """A part or consumable with its stock. What it cost is for those who may read costs, else ``null``."""

    id: int
    version: int
    article: str
    maker: str
    name_ru: str
    name_en: str
    kind: ItemKind
    unit: ItemUnit
    price_minor: int
    currency: str
    minimum: Decimal
    place: str
    supplier: str
    active: bool
    low: bool
    on_hand: Decimal
    reserved: Decimal
    available: Decimal
    value_minor: int | None = None
    unit_cost_minor: int | None = None


class Receipt(BaseModel):
    """The command to receive stock at the cost of a unit."""

    kind: Literal["receipt"]
    quantity: Quantity
    unit_cost_minor: Price


class Correction(BaseModel):
    """The command to correct the book by a difference, for a reason.

    ``unit_cost_minor`` is the cost of a unit where nothing is on hand; without it, that of the last receipt.
    """

    kind: Literal["correction"]
    quantity: Difference
    reason: Reason
    unit_cost_minor: Price | None = None


NewMovement = Annotated[Receipt | Correction, Field(discriminator="kind")]


class MovementView(BaseModel):
    """One entry of the ledger: by how much it changed what is on hand, reserved, and its value.

    Costs are for those who may read them, else ``null``.
    """

    id: int
    item_id: int
    kind: MovementKind
    on_hand_change: Decimal
    reserved_change: Decimal
    value_change_minor: int | None = None
    unit_cost_minor: int | None = None
    order_id: int | None
    count_id: int | None
    reason: str
    by: str
    at: datetime


class ServicePartLine(BaseModel):
    """A default part of a service: how much of which item."""

    item_id: Id
    quantity: Quantity


class ServicePartView(BaseModel):
    """A default part of a service, for everybody to read: nothing of its cost, place or supplier."""

    item_id: int
    article: str
    maker: str
    name_ru: str
    name_en: str
    kind: ItemKind
    unit: ItemUnit
    quantity: Decimal
    price_minor: int
    currency: str
    active: bool


class NewCount(BaseModel):
    """The command to open a count; without a moment, of now."""

    counted_at: Moment | None = None
    note: Note = ""


class CountView(BaseModel):
    """A count of the stock: when it was counted, how many lines it has, and when it was applied."""

    id: int
    note: str
    counted_at: datetime
    created_at: datetime
    created_by: str
    lines: int
    applied_at: datetime | None
    applied_by: str


class CountedItem(BaseModel):
    """How much of an item was counted; ``null`` clears the line."""

    item_id: Id
    counted: QuantityOrNone | None


class CountedItems(BaseModel):
    """The lines of a count to be entered or cleared."""

    lines: Annotated[list[CountedItem], Field(min_length=1, max_length=1000)]


class CountFilter(ItemFilter):
    """The query for the lines of a count: all items, or only those ``counted``; by place unless sorted."""

    counted: bool = False
    sort: Annotated[str, Field(pattern=f"^-?({'|'.join(SORTS)})$")] = "place"


class CountLineView(BaseModel):
    """An item of a count: what the book said at the moment of counting, what was counted, and what is now.

    ``after`` is what will be on hand once the difference is applied.
    """

    item_id: int
    version: int
    article: str
    maker: str
    name_ru: str
    name_en: str
    unit: ItemUnit
    place: str
    book: Decimal
    counted: Decimal | None
    difference: Decimal | None
    on_hand: Decimal
    reserved: Decimal
    after: Decimal | None
