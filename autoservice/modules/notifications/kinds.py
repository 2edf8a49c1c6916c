"""The kinds of e-mail, each with what it has to say."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from autoservice.modules.notifications.groups import Kind
from autoservice.shared.access import Role


@dataclass(frozen=True)
class ConfirmRegistration:
    """A code and a link that begin an account."""

    code: str
    link: str
    hours: int


@dataclass(frozen=True)
class AlreadyRegistered:
    """The address that somebody wants to register has an account."""

    sign_in_link: str
    forgotten_link: str


@dataclass(frozen=True)
class ResetPassword:
    """A link that sets a new password."""

    link: str
    minutes: int


@dataclass(frozen=True)
class ConfirmEmail:
    """A code and a link that make an address the account's."""

    code: str
    link: str
    hours: int


@dataclass(frozen=True)
class EmailChanged:
    """The account has another address; it goes to the former one. ``new_email`` is masked."""

    new_email: str


@dataclass(frozen=True)
class PasswordChanged:
    """The account has another password."""

    forgotten_link: str


@dataclass(frozen=True)
class SecondFactorChanged:
    """Signing in asks for a code from now on, or no longer."""

    enabled: bool
    profile_link: str


@dataclass(frozen=True)
class InvitationOffered:
    """A link that begins an account for somebody who is to work here."""

    inviter: str
    role: Role
    link: str
    days: int


@dataclass(frozen=True)
class ClaimAnswered:
    """Earlier orders are the account's now, or the shop did not find them to be."""

    granted: bool
    link: str


@dataclass(frozen=True)
class ProfileDeleted:
    """The last e-mail to somebody whose data were erased."""


@dataclass(frozen=True)
class LocalizedText:
    """A text in both languages."""

    ru: str = ""
    en: str = ""


@dataclass(frozen=True)
class Words:
    """A title and a text of the shop's own, with places such as ``{car}``; empty: as shipped."""

    title: str = ""
    text: str = ""


AS_SHIPPED: Final = Words()


@dataclass(frozen=True)
class AskedWork:
    """Extra work that waits for the client's decision, and what it costs with its parts."""

    name: str
    price_minor: int
    currency: str


@dataclass(frozen=True)
class OrderNews:
    """News of an order, called by its ``number``, and its ``car``; ``count`` facts have joined in it.

    ``work`` is what of it waits for the client's decision by then. The rest is there for texts of the shop's
    own: names in both languages, ``due`` in ``zone`` if promised.
    """

    kind: Kind
    number: str
    car: str
    link: str
    count: int = 1
    work: tuple[AskedWork, ...] = ()
    client: str = ""
    service: LocalizedText = LocalizedText()
    stage: LocalizedText = LocalizedText()
    due: datetime | None = None
    zone: str = ""
    shop: str = ""


@dataclass(frozen=True)
class TrialMessage:
    """What somebody sent to themselves to see whether it arrives."""

    link: str


@dataclass(frozen=True)
class Push:
    """One push message, in ``locale``, before it is put into words; ``path`` is where it leads.

    ``tag`` names what it is about: a later one replaces it. ``id`` tells repetitions apart.
    """

    id: int
    locale: str
    content: "OrderNews | TrialMessage"
    path: str
    tag: str
    urgent: bool = False
    words: Words = AS_SHIPPED


Content = (
    ConfirmRegistration
    | AlreadyRegistered
    | ResetPassword
    | ConfirmEmail
    | EmailChanged
    | PasswordChanged
    | SecondFactorChanged
    | InvitationOffered
    | ClaimAnswered
    | ProfileDeleted
    | OrderNews
    | TrialMessage
)


@dataclass(frozen=True)
class Email:
    """One e-mail to one address, in ``locale`` ("ru" or "en"), before it is put into words."""

    to: str
    locale: str
    content: Content
    name: str = ""
    # Where one click switches such e-mails off (RFC 8058); empty if they cannot be.
    unsubscribe_link: str = ""
    # Names the e-mail where it may be sent again; empty for a new one with each attempt.
    message_id: str = ""
    words: Words = AS_SHIPPED
