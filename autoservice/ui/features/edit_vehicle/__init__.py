"""The features to add a car, to describe it anew, and to remove it."""

from autoservice.ui.features.edit_vehicle.form import edit_vehicle_form, removal_question
from autoservice.ui.features.edit_vehicle.state import EditVehicleState

__all__ = ["EditVehicleState", "edit_vehicle_form", "removal_question"]
