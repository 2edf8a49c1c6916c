"""Facts about the shop itself."""

from dataclasses import dataclass

from autoservice.events.base import Event


@dataclass(frozen=True)
class OpeningHoursChanged(Event, name="opening_hours_changed"):
    """The shop is open at other times."""

    calendar_id: int

    @property
    def subject(self) -> str:
        """What the audit log says it happened to."""
        return f"shop_calendar:{self.calendar_id}"
