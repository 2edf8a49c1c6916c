"""Errors are sentences with a status, raised deep and rendered once per edge (RFC 9457).

``message`` is a gettext msgid; ``params`` fill its named places. Nobody but the
edges turns an error into text, because only they know the reader's language.
"""

from collections.abc import Mapping
from typing import ClassVar

from autoservice.shared.i18n import N_, translate


class DomainError(Exception):
    """Base of every error a person may see.

    ``status`` is the HTTP status, ``code`` the stable word for programs that each class declares,
    whatever it is called. ``field`` names the one field of the request that is wrong, if it is one.
    ``members`` are added to the problem document; ``retry_after`` is in seconds. One that
    ``keeps_writes`` does not undo what its transaction has written: failed attempts are
    counted and audited.
    """

    code: ClassVar[str] = "DomainError"
    status: ClassVar[int] = 500
    field: str = ""
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
        """The sentence in ``locale`` ("ru" or "en")."""
        return translate(locale, self.message, **self.params)


class Invalid(DomainError):
    """The request's content cannot be accepted."""

    code = "Invalid"
    status = 422
    message = N_("Please check the data you entered.")


class Unauthenticated(DomainError):
    """Nobody is signed in."""

    code = "Unauthenticated"
    status = 401
    message = N_("Please sign in.")


class AccessDenied(DomainError):
    """Signed in, but not allowed; ``refused_by`` names the service method that said so."""

    code = "AccessDenied"
    status = 403
    refused_by = ""
    message = N_("You are not allowed to do this.")


class SecondFactorNeeded(AccessDenied):
    """Signed in, but the shop lets this role do nothing before it has a second factor."""

    code = "SecondFactorNeeded"
    message = N_("Set up two-step sign-in first: this shop requires it for your role.")


class NotFound(DomainError):
    """No such thing, or not for this viewer: the two are never told apart."""

    code = "NotFound"
    status = 404
    message = N_("There is no such page or record.")


class Conflict(DomainError):
    """The thing has changed, or its state does not permit the step."""

    code = "Conflict"
    status = 409
    message = N_("Somebody else has just changed this. Please look again.")


class TooLarge(DomainError):
    """The body is over the limit."""

    code = "TooLarge"
    status = 413
    message = N_("The file is too large.")


class Unavailable(DomainError):
    """The same request will be answered later; ``retry_after`` says when."""

    code = "Unavailable"
    status = 503
    retry_after = 5
    message = N_("The server is busy. Please try again in a moment.")
