"""Errors of reports."""

from autoservice.shared.errors import Invalid
from autoservice.shared.i18n import N_


class ReportPeriodReversed(Invalid):
    """The period would end before it begins."""

    code = "ReportPeriodReversed"
    field = "to"
    message = N_("The last day must not be before the first one.")


class ReportPeriodTooLong(Invalid):
    """The period is longer than a report goes through."""

    code = "ReportPeriodTooLong"
    field = "to"
    message = N_("A report goes over five years at most.")
