"""What kinds of items there are, and in what they are measured."""

from enum import StrEnum


class ItemKind(StrEnum):
    """A part goes into a car whole; a consumable is used up."""

    PART = "part"
    CONSUMABLE = "consumable"


class ItemUnit(StrEnum):
    """The unit of an item's quantities."""

    PIECE = "piece"
    LITRE = "l"
    KILOGRAM = "kg"
    METRE = "m"


class MovementKind(StrEnum):
    """What a movement of stock is."""

    RECEIPT = "receipt"
    RESERVE = "reserve"
    RELEASE = "release"
    ISSUE = "issue"
    RETURN = "return"
    CORRECTION = "correction"
