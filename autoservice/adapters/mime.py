"""E-mails as messages (RFC 5322), for the adapters that send or store them."""

from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, getaddresses, make_msgid
from typing import Final

from email_validator import validate_email

from autoservice.modules.notifications.schemas import RenderedEmail

PROGRAM: Final = "autoservice"
# Bytes above 127 are encoded: not every server takes them as they are.
POLICY: Final = SMTP.clone(cte_type="7bit")


def parse_sender(sender: str) -> Address:
    """Return the address of ``name@host`` or ``Our Shop <name@host>``; raises ``ValueError``."""
    (name, address), *others = getaddresses([sender]) or [("", "")]
    if others:
        raise ValueError("There is more than one address.")
    return Address(name or PROGRAM, addr_spec=ascii_address(address))


def ascii_address(address: str) -> str:
    """Return the address with its domain in ASCII; raises ``ValueError`` if it has no such form."""
    local, at, domain = address.rpartition("@")
    plain = f"{local}@{_ascii_domain(domain)}" if at and domain else ""
    if not local or not plain.isascii() or not plain.isprintable() or set(plain) & set(' ,<>"'):
        raise ValueError("This is no address that every mail server understands.")
    return plain


def _ascii_domain(domain: str) -> str:
    if domain.isascii():
        return domain
    # IDNA 2008, by which domains are registered: Python's own codec makes "fass.de" of "faß.de".
    found = validate_email(f"a@{domain}", check_deliverability=False, globally_deliverable=False)
    return found.ascii_domain


def compose(email: RenderedEmail, sender: Address) -> EmailMessage:
    """Return the message, as text and HTML; line breaks in a header raise ``ValueError``."""
    message = EmailMessage(policy=POLICY)
    message["From"] = sender
    message["To"] = Address(addr_spec=ascii_address(email.to))
    message["Subject"] = email.subject
    message["Date"] = format_datetime(datetime.now(UTC))
    own_id = f"<{email.message_id}@{sender.domain}>" if email.message_id else ""
    message["Message-ID"] = own_id or make_msgid(domain=sender.domain)
    # No automatic replies.
    message["Auto-Submitted"] = "auto-generated"
    if email.unsubscribe_link:
        message["List-Unsubscribe"] = f"<{email.unsubscribe_link}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(email.text)
    message.add_alternative(email.html, subtype="html")
    return message
