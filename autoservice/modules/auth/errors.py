"""What can go wrong with accounts."""

from autoservice.shared.errors import Conflict, DomainError, NotFound
from autoservice.shared.i18n import N_


class WrongCredentials(DomainError):
    """No such account, or not its password: the answer is the same."""

    status = 401
    message = N_("The e-mail address or the password is wrong.")


class AddressTaken(Conflict):
    """Another account has this address."""

    message = N_("There already is an account with this e-mail address.")


class UnknownLanguage(DomainError):
    """A language the program does not speak."""

    status = 422
    message = N_("This language is not available.")


class MechanicNotFound(NotFound):
    """The account does not exist, is not active, or is not a mechanic's."""

    status = 422
    message = N_("There is no such mechanic.")
