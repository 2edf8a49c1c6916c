"""Errors of the feed."""

from autoservice.shared.errors import DomainError
from autoservice.shared.i18n import N_


class MalformedEventId(DomainError):
    """The id after which to go on is no number."""

    code = "MalformedEventId"
    status = 400
    message = N_("Last-Event-ID is not an id of this stream.")


class TooManyStreams(DomainError):
    """The same person has as many open streams as anybody may have."""

    code = "TooManyStreams"
    status = 429
    retry_after = 60
    message = N_("You have too many open event streams. Close one of them first.")
