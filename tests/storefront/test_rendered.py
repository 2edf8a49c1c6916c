"""A page is rendered once for what it shows."""

from weakref import ref

from autoservice.api.public_pages import filled
from autoservice.storefront.rendered import RenderedPages
from autoservice.storefront.rendering import PublicPage


def page() -> PublicPage:
    return PublicPage(200, "", "", {})


def missing() -> PublicPage:
    return PublicPage(404, "", "", {})


def test_a_page_is_rendered_anew_only_when_what_it_shows_has_changed():
    pages = RenderedPages()
    first = pages.get("/", [1], page)
    assert pages.get("/", [1], page) is first
    assert pages.get("/en", [1], page) is not first
    assert pages.get("/", [2], page) is not first


def test_pages_hold_one_catalog_as_long_as_it_does_not_change():
    pages, first = RenderedPages(), [1]
    assert pages.unchanged(first) is first
    assert pages.unchanged([1]) is first
    assert pages.unchanged([2]) == [2]


def test_a_missing_page_is_not_kept():
    pages = RenderedPages()
    assert pages.get("a", 0, missing) is not pages.get("a", 0, missing)


def test_the_page_that_was_used_longest_ago_goes_first():
    pages = RenderedPages(most=2)
    first, second = pages.get("a", 0, page), pages.get("b", 0, page)
    assert pages.get("a", 0, page) is first
    pages.get("c", 0, page)
    assert pages.get("a", 0, page) is first
    assert pages.get("b", 0, page) is not second


def test_a_filled_page_is_kept_as_long_as_the_page_is():
    shell, kept = "<head></head><!--slot:content-->", page()
    assert filled(shell, kept) is filled(shell, kept)
    assert filled(shell + " ", kept) is not filled(shell, kept)
    found = ref(searched := page())
    filled(shell, searched)
    del searched
    assert found() is None
