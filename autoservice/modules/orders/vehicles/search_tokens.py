"""The search tokens of cars."""

from typing import Final

from autoservice.shared.normal_forms import vin_key
from autoservice.shared.search import ENDING_LENGTH, PLATE, plate_tokens, words

VEHICLE: Final = "vehicle"
# The digits at the end of a VIN that tell cars of one kind apart.
SERIAL_LENGTH: Final = 6


# Called by migration 0006 too, with these columns: a further parameter needs a default.
def vehicle_tokens(plate: str, make: str, model: str, vin: str = "") -> set[str]:
    """Return the tokens of a plate, of a VIN's beginning and end, and the words of make and model."""
    return plate_tokens(plate) | _vin_tokens(vin_key(vin)) | words(f"{make} {model}")


def _vin_tokens(key: str) -> set[str]:
    return {PLATE + key, PLATE + key[-SERIAL_LENGTH:], PLATE + key[-ENDING_LENGTH:]} if key else set()
