"""The feature to enter what a car's odometer shows."""

from autoservice.ui.features.read_odometer.form import read_odometer_form
from autoservice.ui.features.read_odometer.state import ReadOdometerState

__all__ = ["ReadOdometerState", "read_odometer_form"]
