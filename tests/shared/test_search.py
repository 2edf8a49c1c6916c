"""What is searched for, and that no text is too odd for it."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autoservice.shared.search import (
    MAX_TERMS,
    article_tokens,
    email_tokens,
    parse_query,
    phone_tokens,
    plate_tokens,
    words,
)


def finds(query: str, tokens: set[str], *, is_inflected: bool = False) -> bool:
    return all(
        any(token.startswith(prefix) for token in tokens for prefix in term.prefixes)
        for term in parse_query(query, is_inflected=is_inflected)
    )


@given(st.text(max_size=200))
def test_any_text_can_be_searched_for(text: str):
    terms = parse_query(text)
    assert len(terms) <= MAX_TERMS
    assert all(prefix for term in terms for prefix in term.prefixes)


@given(st.text(st.characters(categories=["L", "Zs"], include_characters="-'’"), max_size=40))
def test_a_name_is_found_by_itself_in_any_case(name: str):
    # Turkish ı has another letter's capital, and an iota below a Greek letter becomes one beside its capital.
    name = re.sub("[ı\u1f80-\u1fff]", "", name)
    assert finds(name, words(name.swapcase()))
    assert finds(name.swapcase(), words(name))


def test_pieces_of_a_plate_or_phone_are_searched_for_together():
    assert len(parse_query("А 123 ВС 777")) == len(parse_query("8 (916) 123-45-67")) == 1
    assert len(parse_query("Орлов А 123 ВС 777")) == 2
    assert len(parse_query("Иван 777")) == 2


def test_an_announced_number_is_an_orders_number_only():
    assert {
        (term.prefixes, term.number)
        for query in ("№ 42", "№42", "No. 42", "#42", "N 42")
        for term in parse_query(query)
    } == {((), 42)}
    assert parse_query("№ " + "9" * 30)[0].number is None


@pytest.mark.parametrize("query", ["№ 2026-00042", "2026-00042", "2026-42", "№2026\u201342", "No. 2026-042"])
def test_a_number_of_a_year_is_one_of_that_year(query: str):
    assert [(term.number, term.year) for term in parse_query(query)] == [(42, 2026)]


def test_signs_are_no_wildcards_and_no_other_kind_of_token():
    tokens = words("Анна") | email_tokens("anna@example.com") | phone_tokens("+79161234567", "9161234567")
    for sign in ("%", "_", "*", "\\", "<", "#", "+", "=", "~", "'"):
        assert not finds(sign, tokens | plate_tokens("А123ВС77")), sign


@pytest.mark.parametrize(
    ("article", "query"),
    [
        ("W 914/2", "w9142"),
        ("W 914/2", "W 914/2"),
        ("W 914/2", "914"),
        ("06A 115 561 B", "06a115561b"),
        ("06A 115 561 B", "115 561 B"),
        ("ОС 90", "oc90"),
        ("OC-90", "ос 90"),
        ("5W-30", "5w30"),
    ],
)
def test_an_article_is_found_by_its_beginning_or_any_group_in_any_spelling(article: str, query: str):
    assert finds(query, article_tokens(article))


@pytest.mark.parametrize(
    ("name", "query"),
    [
        ("Замена масла и фильтра", "масло"),
        ("Масло АКПП", "масла"),
        ("Передние колодки", "передних колодок"),
        ("Свечи зажигания", "свечей"),
        ("Развал-схождение", "развала"),
        ("Рулевой наконечник", "наконечники рулевые"),
        ("Oil filter", "filters"),
    ],
)
def test_a_thing_is_found_by_its_words_in_other_cases(name: str, query: str):
    assert finds(query, words(name), is_inflected=True)


def test_the_names_of_people_are_taken_as_they_are():
    assert not finds("Иванова", words("Иванов"))
