"""What one signs in with: an e-mail address or a phone number, in one spelling."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from email_validator import EmailNotValidError, validate_email

from autoservice.modules.auth.errors import NotALogin, NotAnEmail
from autoservice.modules.auth.login_names.phones import parse_phone


@dataclass(frozen=True)
class LoginName:
    """An e-mail address or a phone number, exactly one of the two."""

    email: str = ""
    phone: str = ""

    @property
    def key(self) -> str:
        """The login as text."""
        return self.email or self.phone


def parse_login(text: str, region: str) -> LoginName:
    """Parse an e-mail address, or a phone number as one writes it in ``region``.

    Raises ``NotALogin``, or its ``NotAPhone`` with what is wrong about a number.
    """
    if "@" not in text and any(map(str.isdecimal, text)):
        with said_of_login():
            return LoginName(phone=parse_phone(text, region))
    try:
        return LoginName(email=parse_email(text))
    except NotAnEmail as error:
        raise NotALogin() from error


@contextmanager
def said_of_login() -> Iterator[None]:
    """Name ``login`` as the field of what is wrong with an address or number that was typed there."""
    try:
        yield
    except (NotALogin, NotAnEmail) as error:
        error.field = NotALogin.field
        raise


def parse_email(text: str) -> str:
    """Parse an e-mail address, in lower case; raises ``NotAnEmail``. Whether e-mails arrive is not asked.

    The domain is as people read it, and another one for each that servers know (IDNA 2008):
    ``faß.de`` and ``xn--fa-hia.de`` are one, ``fass.de`` is somebody else's.
    """
    try:
        address = validate_email(text.strip(), check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError as error:
        raise NotAnEmail() from error
    # The domain is in lower case already; folding it further would make another one of it.
    return f"{address.local_part.lower()}@{address.domain}"


def mask(login: str) -> str:
    """Enough of a login for its owner to know it again, and no more: ``a…@example.com``, ``+7…67``."""
    name, at, host = login.partition("@")
    return f"{name[:1]}…@{host}" if at else f"{login[:2]}…{login[-2:]}"
