"""The addresses of public pages, with and without a language."""

import pytest

from autoservice.storefront.addresses import Address, fixed_locale, in_language


@pytest.mark.parametrize(
    ("path", "address"),
    [
        ("/", ("", "/", 0)),
        ("/en", ("en", "/", 0)),
        ("/ru/", ("ru", "/", 0)),
        ("/services/7", ("", "/services/7", 7)),
        ("/en/services/7/", ("en", "/services/7", 7)),
        ("/services/007", ("", "/services/7", 7)),
        ("/services/2147483648", ("", "/services/0", 0)),
        ("/services/" + "9" * 400, ("", "/services/0", 0)),
    ],
)
def test_an_address_names_a_language_and_a_page(path: str, address: tuple[str, str, int]):
    assert Address.parse(path) == address


@pytest.mark.parametrize("path", ["/services", "/services/x", "/en/orders", "/enough", "/de", "/orders/7"])
def test_other_pages_have_no_public_address(path: str):
    assert Address.parse(path) is None


def test_links_of_a_page_fix_the_language_that_it_fixes():
    fixed, free = Address("en", "/"), Address("", "/")
    assert (fixed.link("/"), fixed.link("/services/7")) == ("/en", "/en/services/7")
    assert (free.link("/"), free.link("/services/7")) == ("/", "/services/7")
    assert in_language("/", "ru") == "/ru"


@pytest.mark.parametrize(
    ("path", "locale"),
    [("/en?q=1", "en"), ("/ru/services/1", "ru"), ("/english", ""), ("/", ""), ("//en", ""), ("", "")],
)
def test_a_language_is_fixed_by_the_first_part_of_an_address(path: str, locale: str):
    assert fixed_locale(path) == locale
