"""The lines of a count: how they are typed, and what they mean for the book."""

from dataclasses import dataclass
from functools import cache
from typing import Final

from autoservice.modules.catalog.inventory.errors import QuantityNotWhole
from autoservice.modules.catalog.inventory.models import InventoryItem, StockBalance, StockCountLine
from autoservice.modules.catalog.inventory.schemas import CountLineView
from autoservice.modules.catalog.inventory.units import ItemUnit
from autoservice.shared.cells import CellField, CellFields, EditedRow
from autoservice.shared.errors import DomainError
from autoservice.shared.typed_numbers import from_thousandths, parse_quantity, to_thousandths, typed_quantity

NEW_LINE: Final = 0


@dataclass
class CountedRow:
    """An item in the table of a count; without a line, its version is ``NEW_LINE``."""

    item: InventoryItem
    line: StockCountLine | None
    counted: int | None
    version: int

    @classmethod
    def of(cls, item: InventoryItem, line: StockCountLine | None) -> "CountedRow":
        """Return the row of an item and its line."""
        return cls(item, line, line.counted if line else None, line.version if line else NEW_LINE)

    @property
    def id(self) -> int:
        """Return the item's id."""
        return self.item.id

    @id.setter
    def id(self, value: int) -> None:
        raise AttributeError("The row is that of its item.")


@cache
def count_fields(locale: str) -> CellFields[CountedRow]:
    """Return the editable field of a count's table; an empty cell is not counted."""
    return CellFields(
        {
            "counted": CellField(
                "counted",
                lambda text: to_thousandths(parse_quantity(text, locale)) if text.strip() else None,
                lambda number: "" if number is None else typed_quantity(from_thousandths(number), locale),
            )
        }
    )


def broken_rules(edited: EditedRow[CountedRow]) -> list[tuple[str, DomainError]]:
    """Return why a row may not be as it is, by field."""
    whole = not (edited.row.counted or 0) % edited.row.item.step
    return [] if whole else [("counted", QuantityNotWhole())]


@dataclass(frozen=True)
class Comparison:
    """What the book said of an item at the moment of counting, beside what was counted and what is now."""

    item: InventoryItem
    balance: StockBalance
    counted: int | None
    book: int
    is_applied: bool

    @property
    def difference(self) -> int | None:
        """Return by how much the book was wrong, if the item was counted."""
        return None if self.counted is None else self.counted - self.book

    @property
    def after(self) -> int | None:
        """Return what will be on hand once the difference is applied."""
        if self.difference is None or self.is_applied:
            return None
        return self.balance.on_hand + self.difference

    @property
    def is_possible(self) -> bool:
        """Return whether so much is left that what is reserved is there."""
        return self.after is None or self.after >= self.balance.reserved

    def view(self, version: int) -> CountLineView:
        """Return the view of the line."""
        numbers = {
            "book": self.book,
            "counted": self.counted,
            "difference": self.difference,
            "on_hand": self.balance.on_hand,
            "reserved": self.balance.reserved,
            "after": self.after,
        }
        return CountLineView(
            **self.item.model_dump(include={"article", "maker", "name_ru", "name_en", "place"}),
            **{name: None if one is None else from_thousandths(one) for name, one in numbers.items()},
            item_id=self.item.id,
            version=version,
            unit=ItemUnit(self.item.unit),
        )
