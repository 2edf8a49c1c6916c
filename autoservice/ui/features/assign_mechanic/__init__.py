"""The feature to assign a mechanic to an order."""

from autoservice.ui.features.assign_mechanic.form import (
    assign_mechanic_card,
    assign_mechanic_in_row,
    assign_mechanic_outcome,
)
from autoservice.ui.features.assign_mechanic.state import AssignMechanicState

__all__ = [
    "AssignMechanicState",
    "assign_mechanic_card",
    "assign_mechanic_in_row",
    "assign_mechanic_outcome",
]
