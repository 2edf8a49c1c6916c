"""The units of odometers."""

from enum import StrEnum


class OdometerUnit(StrEnum):
    """The unit that a car's odometer counts in."""

    KILOMETRES = "km"
    MILES = "mi"
