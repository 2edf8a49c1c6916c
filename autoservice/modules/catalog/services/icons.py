"""The drawings that a category can have."""

from enum import StrEnum
from typing import Final

from autoservice.shared.i18n import N_


class CategoryIcon(StrEnum):
    """The name of a drawing that the program brings."""

    MAINTENANCE = "maintenance"
    DIAGNOSTICS = "diagnostics"
    BRAKES = "brakes"
    ENGINE = "engine"
    ELECTRICS = "electrics"
    TRANSMISSION = "transmission"
    SUSPENSION = "suspension"
    WHEELS = "wheels"
    CLIMATE = "climate"
    BODY = "body"
    OTHER = "other"


ICONS: Final = {
    CategoryIcon.MAINTENANCE: N_("Oil can"),
    CategoryIcon.DIAGNOSTICS: N_("Diagnostic device"),
    CategoryIcon.BRAKES: N_("Brake disc"),
    CategoryIcon.ENGINE: N_("Engine"),
    CategoryIcon.ELECTRICS: N_("Battery"),
    CategoryIcon.TRANSMISSION: N_("Gears"),
    CategoryIcon.SUSPENSION: N_("Spring"),
    CategoryIcon.WHEELS: N_("Wheel"),
    CategoryIcon.CLIMATE: N_("Snowflake"),
    CategoryIcon.BODY: N_("Car body"),
    CategoryIcon.OTHER: N_("Tools"),
}
