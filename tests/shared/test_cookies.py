"""Reading a raw ``Cookie`` header."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autoservice.shared.cookies import LOCALE_COOKIE, SESSION_COOKIE, read_cookie


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("autoservice_session=abc", "abc"),
        ("a=1; autoservice_session=abc; b=2", "abc"),
        ("autoservice_session=a.b-c_d", "a.b-c_d"),
        ('autoservice_session="abc"', "abc"),
        ("autoservice_session=", ""),
        ("autoservice_sessions=abc", None),
        ("other=autoservice_session", None),
        ("", None),
        (";;;=;", None),
    ],
)
def test_a_cookie_is_found_by_its_name(header: str, value: str | None):
    assert read_cookie(header, SESSION_COOKIE) == value


@pytest.mark.parametrize(
    "neighbour", ["theme={%22a%22:1}", "bad[key]=1", "näme=1", "a=b c", "_ga=GA1.2.3@x", "json={}"]
)
def test_a_strange_neighbour_does_not_hide_our_cookie(neighbour: str):
    assert read_cookie(f"{neighbour}; {SESSION_COOKIE}=abc", SESSION_COOKIE) == "abc"
    assert read_cookie(f"{SESSION_COOKIE}=abc; {neighbour}", SESSION_COOKIE) == "abc"


@given(header=st.text(max_size=300))
def test_no_header_is_too_strange_to_read(header: str):
    assert read_cookie(header, LOCALE_COOKIE) is None
