"""Errors of opening hours."""

from autoservice.shared.errors import Conflict, Invalid
from autoservice.shared.i18n import N_


class OpeningHoursOutdated(Conflict):
    """The opening hours were changed after the caller had read them."""

    code = "OpeningHoursOutdated"
    message = N_(
        "Somebody else has changed the opening hours meanwhile. "
        "Nothing was saved; what you typed is still here."
    )


class PeriodReversed(Invalid):
    """The shop would close before it opens; ``field`` is the place of the period."""

    code = "PeriodReversed"
    message = N_("The shop must close after it opens. Until midnight is 00:00.")

    def __init__(self, field: str) -> None:
        super().__init__()
        self.field = field


class PeriodsOverlap(Invalid):
    """Two periods of one day have a time in common."""

    code = "PeriodsOverlap"
    message = N_("These hours overlap with others of the same day.")

    def __init__(self, field: str) -> None:
        super().__init__()
        self.field = field


class DayTwice(Invalid):
    """A special day is named twice."""

    code = "DayTwice"
    message = N_("This day is in the list already.")

    def __init__(self, field: str) -> None:
        super().__init__()
        self.field = field
