"""What can go wrong with accounts."""

from autoservice.shared.errors import AccessDenied, Conflict, DomainError, Invalid, NotFound
from autoservice.shared.i18n import N_


class WrongCredentials(DomainError):
    """No such account, or not its password: the answer is the same."""

    code = "WrongCredentials"
    status = 401
    keeps_writes = True
    message = N_("The address or the password is wrong.")


class WrongPassword(DomainError):
    """Somebody who is signed in did not know the account's password."""

    code = "WrongPassword"
    field = "current_password"
    status = 422
    keeps_writes = True
    message = N_("The current password is wrong.")


class WrongCode(DomainError):
    """A code that is wrong, was used, is too old or was tried too often: the answer is the same."""

    code = "WrongCode"
    field = "code"
    status = 422
    keeps_writes = True
    message = N_("The code is wrong or no longer valid.")


class DeadLink(DomainError):
    """A link that was used, is too old or never was one: the answer is the same."""

    code = "DeadLink"
    status = 422
    message = N_("The link is no longer valid. Please request a new one.")


class SecondFactorRequired(DomainError):
    """The password was right; the code of the second factor comes next."""

    code = "SecondFactorRequired"
    status = 401
    keeps_writes = True
    message = N_("Enter the code from your authenticator app.")

    def __init__(self, challenge: str) -> None:
        super().__init__()
        self.members = {"challenge": challenge}


class SessionOver(DomainError):
    """A refresh token that is unknown, used, revoked or expired."""

    code = "SessionOver"
    status = 401
    keeps_writes = True
    message = N_("You have been signed out. Please sign in again.")


class TooManyAttempts(DomainError):
    """The limit is reached; ``retry_after`` says in seconds when it ends."""

    code = "TooManyAttempts"
    status = 429
    message = N_("Too many attempts. Please try again in %(minutes)s min.")

    def __init__(self, retry_after: int) -> None:
        super().__init__(minutes=-(-retry_after // 60))
        self.retry_after = retry_after


class NotALogin(Invalid):
    """Neither an e-mail address nor a phone number."""

    code = "NotAnAddress"
    field = "login"
    message = N_("Enter an e-mail address or a phone number with its area code.")


class NotAnEmail(Invalid):
    """Not an e-mail address."""

    code = "NotAnEmail"
    field = "email"
    message = N_("Enter a valid e-mail address.")


class NotAPhone(NotALogin):
    """Not a phone number that can exist; programs get one code, people the reason."""

    code = "NotAPhone"
    field = "phone"
    message = N_("Enter a valid phone number with its area code.")


class PhoneTooShort(NotAPhone):
    """Digits are missing."""

    code = "NotAPhone"
    message = N_("This phone number is too short: enter it with its area code.")


class PhoneTooLong(NotAPhone):
    """Too many digits."""

    code = "NotAPhone"
    message = N_("This phone number has too many digits.")


class SeveralPhones(NotAPhone):
    """More than one number in the field."""

    code = "NotAPhone"
    message = N_("Enter one phone number only.")


class PhoneWithExtension(NotAPhone):
    """A number within a company, which cannot be dialled as a whole."""

    code = "NotAPhone"
    message = N_("Enter the phone number without its extension.")


class UnknownCountryCode(NotAPhone):
    """No country has that code."""

    code = "NotAPhone"
    message = N_("No country has this phone code. Numbers of another country begin with + and its code.")


class NoSuchPhone(NotAPhone):
    """The right length, but nobody can have it."""

    code = "NotAPhone"
    message = N_("There is no such phone number. Please check the digits.")


class PasswordTooShort(Invalid):
    """Shorter than the least that is accepted."""

    code = "PasswordTooShort"
    field = "password"
    message = N_("The password needs at least %(least)s characters.")


class PasswordTooCommon(Invalid):
    """On the list of passwords that attackers try first, or made of the person's login or name."""

    code = "PasswordTooCommon"
    field = "password"
    message = N_("This password is too easy to guess. Please choose another one.")


class LoginTaken(Conflict):
    """Another account has this login."""

    code = "AddressTaken"
    field = "email"
    message = N_("There already is an account with this address.")


class PhoneTaken(LoginTaken):
    """Another account has the number; said only to who holds it."""

    code = "AddressTaken"
    field = "code"
    message = N_("Another account has this phone number. If it is yours, sign in there, or ask the shop.")


class OnlyLogin(Conflict):
    """Without it nobody could sign in to the account."""

    code = "LastAddress"
    message = N_("An account needs an e-mail address or a phone number.")


class LastAdministrator(Conflict):
    """Without this account nobody could administer the shop."""

    code = "LastAdministrator"
    message = N_("This is the last administrator. Make somebody else administrator first.")


class UnknownLanguage(DomainError):
    """A language the program does not speak."""

    code = "UnknownLanguage"
    field = "locale"
    status = 422
    message = N_("This language is not available.")


class MechanicNotFound(NotFound):
    """The account does not exist, is not active, or is not a mechanic's."""

    code = "MechanicNotFound"
    field = "mechanic_id"
    status = 422
    message = N_("There is no such mechanic.")


class ClientNotFound(NotFound):
    """The account does not exist, or is not a client's."""

    code = "ClientNotFound"
    message = N_("There is no such client.")


class NotRegistered(Conflict):
    """Nobody can sign in to the account, so it has no rights to be changed."""

    code = "NotRegistered"
    message = N_("This client has no account to sign in to yet.")


class ClientRegistered(Conflict):
    """The client signs in to the account: name and addresses are not the shop's to change."""

    code = "ClientRegistered"
    message = N_("This client has an account of their own: only they change their name and addresses.")


class ClientOutdated(Conflict):
    """The client was changed after the caller had read them."""

    code = "ClientOutdated"
    message = N_(
        "Somebody else has changed this client meanwhile. Nothing was saved; what you typed is still here."
    )


class ClientUnreachable(Invalid):
    """Neither an e-mail address nor a phone number."""

    code = "ClientUnreachable"
    field = "phone"
    message = N_("Enter a phone number or an e-mail address: the client is found by it.")


class ContactNotFound(NotFound):
    """No such further contact of the client."""

    code = "ContactNotFound"
    message = N_("There is no such contact.")


class TooManyContacts(Conflict):
    """As many further contacts as a client may have."""

    code = "TooManyContacts"
    message = N_("This client has too many contacts. Remove one first.")


class ClientMayExist(Conflict):
    """Clients have the address or the number already: a question to whoever enters another one."""

    code = "ClientMayExist"
    message = N_("A client with this phone number or e-mail address is known already. Is it somebody else?")

    def __init__(self, client_ids: list[int]) -> None:
        super().__init__()
        self.members = {"client_ids": client_ids}


class SecondFactorAlreadyOn(Conflict):
    """There is nothing to set up."""

    code = "SecondFactorAlreadyOn"
    message = N_("Two-step sign-in is already on.")


class SecondFactorNotOn(Conflict):
    """There is nothing to switch off or to renew."""

    code = "SecondFactorNotOn"
    message = N_("Two-step sign-in is not on.")


class SecondFactorObligatory(AccessDenied):
    """The shop requires it for this role."""

    code = "SecondFactorObligatory"
    message = N_("This shop requires two-step sign-in for your role.")


# What each operation that sets, or asks for, a password may answer.
BAD_PASSWORD = (PasswordTooShort, PasswordTooCommon)
OWN_PASSWORD = (WrongPassword, TooManyAttempts)
