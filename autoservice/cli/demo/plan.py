"""The plan of the demo's past: what happens, when, to which order."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum, auto

from autoservice.modules.orders.workflow import HoldReason


class Deed(Enum):
    """What somebody does on an order."""

    REQUEST = auto()
    ASSIGN = auto()
    RESERVE = auto()
    USE = auto()
    START = auto()
    COMPLETE = auto()
    BLOCK = auto()
    RESUME = auto()
    COMMENT = auto()
    PHOTO = auto()


@dataclass(frozen=True)
class Step:
    """A deed at a moment; ``stage`` counts from 0. ``text`` is a comment, or the name of a drawing."""

    at: datetime
    deed: Deed
    stage: int = 0
    text: str = ""
    published: bool = True
    reason: HoldReason = HoldReason.PARTS


@dataclass(frozen=True)
class Car:
    """A client's car; ``owner`` is the client's place in the cast."""

    owner: int
    plate: str
    make: str
    model: str


@dataclass
class Visit:
    """An order from its request on; ``mechanic`` is a place in the cast."""

    service: str
    car: Car
    mechanic: int
    note: str = ""
    steps: list[Step] = field(default_factory=list)
