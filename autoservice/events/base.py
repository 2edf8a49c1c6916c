"""What all events have in common: a stable stored name, and ids."""

from dataclasses import asdict, dataclass
from typing import Any, ClassVar


@dataclass(frozen=True)
class Event:
    """Base of all events.

    A subclass declares the ``name`` under which it is stored, whatever its class is called; ``formerly``
    names what rows of earlier versions may hold. A family that is only inherited from declares none.
    """

    registry: ClassVar[dict[str, type["Event"]]] = {}
    name: ClassVar[str] = ""

    def __init_subclass__(cls, name: str = "", formerly: str = "") -> None:
        super().__init_subclass__()
        cls.name = name
        for stored in filter(None, (name, formerly)):
            if stored in Event.registry:
                raise TypeError(f"Two events are stored as {stored}.")
            Event.registry[stored] = cls

    def payload(self) -> dict[str, Any]:
        """Return the ids, ready for JSON."""
        return asdict(self)

    @staticmethod
    def load(name: str, payload: dict[str, Any]) -> "Event":
        """Return the event of that stored name; raises ``KeyError`` for a name nobody declares."""
        # Equal events are equal again, which JSON's lists would not be.
        values = {key: tuple(value) if isinstance(value, list) else value for key, value in payload.items()}
        return Event.registry[name](**values)
