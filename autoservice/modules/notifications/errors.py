"""What can go wrong with notifications."""

from autoservice.shared.errors import DomainError
from autoservice.shared.i18n import N_


class MailNotSent(DomainError):
    """The e-mail was not handed over. ``reason`` names neither the recipient nor a password."""

    code = "MailNotSent"
    status = 502
    message = N_("The e-mail could not be sent: %(reason)s")


class NoMailServer(DomainError):
    """Nothing is there that could carry an e-mail."""

    code = "NoMailServer"
    status = 503
    message = N_("No mail server is set up (AUTOSERVICE_SMTP_URL).")
