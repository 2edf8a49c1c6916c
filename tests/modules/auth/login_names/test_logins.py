"""One spelling for each address and number."""

import pytest

from autoservice.modules.auth.errors import NotALogin, NotAnEmail, NotAPhone
from autoservice.modules.auth.login_names.logins import LoginName, mask, parse_email, parse_login
from autoservice.modules.auth.login_names.phones import parse_phone

EMAILS = {
    "anna@example.com": "anna@example.com",
    " Anna@Example.COM ": "anna@example.com",
    "ANNA+shop@example.com": "anna+shop@example.com",
    "a.n.n.a@example.com": "a.n.n.a@example.com",
    "Anna@ПОЧТА.РФ": "anna@почта.рф",
    "anna@xn--80a1acny.xn--p1ai": "anna@почта.рф",
    "anna@faß.de": "anna@faß.de",
    "ANNA@XN--FA-HIA.DE": "anna@faß.de",
    "anna@fass.de": "anna@fass.de",
    "a@xn--zca.de": "a@ß.de",
    "a@ς.gr": "a@ς.gr",
    "a@Σ.gr": "a@σ.gr",
}
PHONES = {
    "+79161234567": "+79161234567",
    "8 (916) 123-45-67": "+79161234567",
    "8-916-123-45-67": "+79161234567",
    "916 123 45 67": "+79161234567",
    "＋７９１６１２３４５６７": "+79161234567",
    "+49 30 123456": "+4930123456",
    "8 (495) 123-45-67": "+74951234567",
}


@pytest.mark.parametrize(("typed", "stored"), EMAILS.items())
def test_an_email_address_is_normalised(typed: str, stored: str):
    assert parse_email(typed) == stored
    assert parse_login(typed, "RU") == LoginName(email=stored)


@pytest.mark.parametrize(("typed", "stored"), PHONES.items())
def test_a_number_is_normalised(typed: str, stored: str):
    assert parse_phone(typed, "RU") == stored
    assert parse_login(typed, "RU") == LoginName(phone=stored)


def test_a_number_without_a_country_is_of_the_shops_region():
    assert parse_phone("030 123456", "DE") == "+4930123456"


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "@",
        "anna@",
        "@example.com",
        "anna@example",
        "a b@example.com",
        "anna@exa\nmple.com",
        "anna@@example.com",
    ],
    ids=ascii,
)
def test_what_is_no_email_address_is_refused(typed: str):
    with pytest.raises(NotAnEmail):
        parse_email(typed)


@pytest.mark.parametrize(
    "typed", ["", "anna", "123", "+7 916", "+7916123456789", "+0 000 000 00 00", "+" * 200]
)
def test_what_is_no_number_is_refused(typed: str):
    with pytest.raises(NotAPhone):
        parse_phone(typed, "RU")
    with pytest.raises(NotALogin):
        parse_login(typed, "RU")


def test_a_masked_address_is_known_to_its_owner_only():
    assert mask("anna@example.com") == "a…@example.com"
    assert mask("+79161234567") == "+7…67"
