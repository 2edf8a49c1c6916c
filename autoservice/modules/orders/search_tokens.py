"""The search tokens of cars."""

from typing import Final

from autoservice.shared.search import plate_tokens, words

VEHICLE: Final = "vehicle"


# Called by migration 0006 too, with these columns: a further parameter needs a default.
def vehicle_tokens(plate: str, make: str, model: str) -> set[str]:
    """Return the tokens of a number plate, and the words of make and model."""
    return plate_tokens(plate) | words(f"{make} {model}")
