"""Facts about the catalog."""

from dataclasses import dataclass

from autoservice.events.base import Event


@dataclass(frozen=True)
class ServicePictureEvent(Event):
    """Something happened to the picture of one service."""

    service_id: int

    @property
    def subject(self) -> str:
        """What the audit log says it happened to."""
        return f"service:{self.service_id}"


@dataclass(frozen=True)
class ServicePictureChanged(ServicePictureEvent, name="service_picture_changed"):
    """A service has another picture, or its first one."""


@dataclass(frozen=True)
class ServicePictureRemoved(ServicePictureEvent, name="service_picture_removed"):
    """A service has no picture any more."""
