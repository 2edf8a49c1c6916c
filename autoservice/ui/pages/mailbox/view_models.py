"""An e-mail of the demo's mailbox, split at its links."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from autoservice.modules.notifications.schemas import MailboxEmail
from autoservice.shared.i18n import format_moment
from autoservice.shared.same_site import is_same_site
from autoservice.ui.current import Viewer
from autoservice.ui.kit.theme import ViewModelVar


@dataclass(frozen=True)
class Piece:
    """A part of an e-mail's text; ``href`` is a path of this site or empty."""

    text: str
    href: str = ""


@dataclass(frozen=True)
class MailViewModel:
    """One e-mail, ready to be shown."""

    id: str
    at: str
    recipient: str
    subject: str
    pieces: list[Piece]


PieceVar = ViewModelVar
MailVar = ViewModelVar


def mail_view_model(mail: MailboxEmail, viewer: Viewer, origins: Sequence[str]) -> MailViewModel:
    """Return the email; only links to one of ``origins`` can be followed."""
    return MailViewModel(
        id=mail.id,
        at=format_moment(viewer.locale, mail.at, viewer.zone),
        recipient=mail.to,
        subject=mail.subject,
        pieces=list(_pieces(mail, origins)),
    )


def _pieces(mail: MailboxEmail, origins: Sequence[str]) -> Iterator[Piece]:
    rest = mail.text
    for link in mail.links:
        before, _, rest = rest.partition(link)
        yield Piece(before)
        yield Piece(link, _own_path(link, origins))
    yield Piece(rest)


def _own_path(link: str, origins: Sequence[str]) -> str:
    """Return the path of a ``link`` to one of ``origins``, else nothing."""
    parts = urlsplit(link)
    if not is_same_site(f"{parts.scheme}://{parts.netloc}", origins):
        return ""
    # One slash: two would name another site, and so would a backslash after it.
    return "/" + parts._replace(scheme="", netloc="", path=parts.path.lstrip("/\\")).geturl()
