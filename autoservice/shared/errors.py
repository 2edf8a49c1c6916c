"""Errors: sentences with a status, raised deep and rendered once per edge (RFC 9457).

``message`` is a gettext msgid; ``params`` fill its placeholders. Only the edges render an error as text,
because only they know the reader's language.
"""

from collections.abc import Mapping, Sequence
from typing import ClassVar

from autoservice.shared.i18n import N_, translate


class DomainError(Exception):
    """Base of every error that is shown to a user.

    ``status`` is the HTTP status, ``code`` the stable error code, independent of the class's name.
    ``field`` is the invalid field of the request, if it is one, and ``row_id`` the row that it belongs to in
    a request about several; ``others`` are errors of other fields.
    ``members`` are added to the problem document; ``retry_after`` is in seconds. An error with
    ``keeps_writes`` does not roll back its transaction: failed attempts are counted and audited.
    """

    code: ClassVar[str] = "DomainError"
    status: ClassVar[int] = 500
    field: str = ""
    row_id: int | None = None
    others: "Sequence[DomainError]" = ()
    keeps_writes: ClassVar[bool] = False
    members: Mapping[str, object] = {}
    retry_after: int | None = None
    message: ClassVar[str] = N_("Something went wrong. Please try again.")

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if "code" not in vars(cls):
            raise TypeError(f"{cls.__name__}: declare its code, which programs rely on")

    def __init__(self, **params: object) -> None:
        super().__init__(self.message % params if params else self.message)
        self.params = params

    def text(self, locale: str) -> str:
        """Return the sentence in ``locale`` ("ru" or "en")."""
        return translate(locale, self.message, **self.params)


class Invalid(DomainError):
    """The request's content is invalid."""

    code = "Invalid"
    status = 422
    message = N_("Please check the data you entered.")


class Unauthenticated(DomainError):
    """The request has no valid session."""

    code = "Unauthenticated"
    status = 401
    message = N_("Please sign in.")


class AccessDenied(DomainError):
    """The actor's role lacks the permission; ``refused_by`` names the service method that raised this."""

    code = "AccessDenied"
    status = 403
    refused_by = ""
    message = N_("You are not allowed to do this.")


class SecondFactorNeeded(AccessDenied):
    """The actor's role requires a second factor, which is not enabled yet."""

    code = "SecondFactorNeeded"
    message = N_("Set up two-step sign-in first: this shop requires it for your role.")


class NotFound(DomainError):
    """The resource does not exist, or is not visible to this viewer; both have the same answer."""

    code = "NotFound"
    status = 404
    message = N_("There is no such page or record.")


class Conflict(DomainError):
    """The resource has changed, or its state does not permit the command."""

    code = "Conflict"
    status = 409
    message = N_("Somebody else has just changed this. Please look again.")


class TooLarge(DomainError):
    """The request's body exceeds the limit."""

    code = "TooLarge"
    status = 413
    message = N_("The file is too large.")


class Unavailable(DomainError):
    """The service is temporarily unavailable; ``retry_after`` is in seconds."""

    code = "Unavailable"
    status = 503
    retry_after = 5
    message = N_("The server is busy. Please try again in a moment.")
