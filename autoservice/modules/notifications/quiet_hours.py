"""Quiet hours: when what is not urgent waits, by the clock on the person's wall."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class QuietHours:
    """From ``start`` until before ``end`` of the clock in ``zone``, over midnight if that is earlier."""

    start: time
    end: time
    zone: str

    def is_quiet(self, moment: datetime) -> bool:
        """Return whether the moment is within the quiet hours."""
        clock = moment.astimezone(ZoneInfo(self.zone)).time()
        if self.start < self.end:
            return self.start <= clock < self.end
        return clock >= self.start or clock < self.end

    def next_allowed(self, moment: datetime) -> datetime:
        """Return the moment itself if it is not quiet, else the end of the quiet hours, in UTC.

        In a night in which the clock is changed, an end that does not exist is later by what was skipped,
        and the hour that comes twice is quiet twice.
        """
        while self.is_quiet(moment):
            moment = self._next_end(moment)
        return moment.astimezone(UTC)

    def _next_end(self, moment: datetime) -> datetime:
        local = moment.astimezone(ZoneInfo(self.zone))
        ends = (
            datetime.combine(local.date() + timedelta(days=days), self.end, local.tzinfo).replace(fold=fold)
            for days in (0, 1, 2)
            for fold in (0, 1)
        )
        in_utc = (end.astimezone(UTC) for end in ends)
        return min(end for end in in_utc if end > moment)
