"""Attaching a photo to a stage."""

from autoservice.ui.features.attach_photo.form import attach_photo_form

__all__ = ["attach_photo_form"]
