"""The feature to choose what one is told, by which channel, and when not."""

from autoservice.ui.features.choose_notifications.device import push_device
from autoservice.ui.features.choose_notifications.form import notifications_form
from autoservice.ui.features.choose_notifications.state import NotificationsState

__all__ = ["NotificationsState", "notifications_form", "push_device"]
