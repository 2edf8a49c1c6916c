"""An e-mail on the demo's page: only links of this site can be followed, all else is text."""

from datetime import UTC, datetime

import pytest

from autoservice.modules.notifications.schemas import MailboxEmail
from autoservice.shared.access import GUEST
from autoservice.ui.current import Viewer
from autoservice.ui.pages.mailbox.view_models import Piece, mail_view_model

VIEWER = Viewer(GUEST, "ru", "Europe/Moscow")
ORIGINS = ("http://127.0.0.1:3000", "http://localhost:3000")


def pieces_of(text: str, *links: str) -> list[Piece]:
    at = datetime(2026, 1, 1, 12, tzinfo=UTC)
    mail = MailboxEmail(id="1", at=at, to="anna@example.com", subject="Hello", text=text, links=list(links))
    return mail_view_model(mail, VIEWER, ORIGINS).pieces


def test_a_link_of_this_site_can_be_followed_under_whatever_name_it_is_known():
    link = "http://localhost:3000/confirm?token=a&x=1#top"
    before, followed, after = pieces_of(f"Open {link}, please.", link)
    assert (before.text, followed.text, after.text) == ("Open ", link, ", please.")
    assert (before.href, followed.href, after.href) == ("", "/confirm?token=a&x=1#top", "")


@pytest.mark.parametrize(
    "link",
    [
        "https://evil.example/confirm",
        "https://127.0.0.1:3000/",
        "http://127.0.0.1:3000.evil.example/",
        "http://127.0.0.1:3000@evil.example/",
    ],
)
def test_a_link_to_elsewhere_stays_text(link: str):
    assert [piece.href for piece in pieces_of(f"Open {link}", link)] == ["", "", ""]


@pytest.mark.parametrize("path", ["//evil.example/x", "///evil.example/x", "/\\evil.example/x"])
def test_a_path_cannot_lead_to_another_site(path: str):
    link = f"http://127.0.0.1:3000{path}"
    href = pieces_of(link, link)[1].href
    assert href.startswith("/")
    assert not href.startswith(("//", "/\\"))


def test_the_pieces_are_the_whole_text():
    links = ["http://localhost:3000/a", "https://other.example/b", "http://localhost:3000/a"]
    text = f"One {links[0]}\ntwo {links[1]}\nthree {links[2]}."
    assert "".join(piece.text for piece in pieces_of(text, *links)) == text


def test_a_letter_without_links_is_one_piece():
    assert pieces_of("Goodbye.") == [Piece("Goodbye.")]
