"""Giving a service a picture, and taking it away."""

from autoservice.ui.features.service_picture.card import service_picture_card
from autoservice.ui.features.service_picture.state import ServicePictureState

__all__ = ["ServicePictureState", "service_picture_card"]
