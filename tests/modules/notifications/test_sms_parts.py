"""How many parts a text message takes, and how it is made short enough."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autoservice.modules.notifications.sms_parts import (
    BASIC,
    EXTENSION,
    count_parts,
    fit,
    is_gsm,
    split_parts,
)

LINK = "https://shop.example/orders/42"
TEXTS = st.text(st.characters(codec="utf-8"), max_size=400) | st.text(
    st.sampled_from(sorted(BASIC | EXTENSION)), max_size=400
)


def size(text: str, seven: bool) -> int:
    """The units of a text, counted another way than the program does."""
    if seven:
        return len(text) + sum(text.count(char) for char in EXTENSION)
    return len(text.encode("utf-16-be")) // 2


def test_the_alphabet_has_128_places_of_which_one_is_the_escape():
    assert len(BASIC) == 127
    assert not BASIC & EXTENSION


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("€" * 80, 1),
        ("€" * 81, 2),
        # 76 in each part: the 153rd unit is left free, since no character is divided.
        ("€" * 152, 2),
        ("€" * 153, 3),
        ("я" * 70, 1),
        ("я" * 71, 2),
        ("я" * 134, 2),
        ("я" * 135, 3),
        ("😀" * 35, 1),
        ("😀" * 36, 2),
        ("😀" * 66, 2),
        ("😀" * 67, 3),
        ("a" * 159 + "`", 3),
    ],
)
def test_parts_are_counted_as_the_network_does(text: str, parts: int):
    assert count_parts(text) == parts


@given(TEXTS)
def test_parts_are_the_text_and_none_is_too_long(text: str):
    parts, seven = split_parts(text), is_gsm(text)
    assert "".join(parts) == text
    alone, joined = (160, 153) if seven else (70, 67)
    assert all(size(part, seven) <= (alone if len(parts) == 1 else joined) for part in parts)


@given(TEXTS)
def test_no_part_could_have_taken_more(text: str):
    parts, seven = split_parts(text), is_gsm(text)
    joined = 153 if seven else 67
    for part, following in pairwise(parts):
        assert size(part + following[0], seven) > joined
    assert len(parts) == 1 or size(text, seven) > (160 if seven else 70)


@given(TEXTS, st.integers(1, 4))
def test_what_is_cut_keeps_the_link_whole_and_ends_at_a_word(text: str, most: int):
    fitted = fit(text, LINK, most)
    assert count_parts(fitted) <= most
    assert fitted.endswith(LINK)
    said = fitted.removesuffix(LINK).rstrip(" ")
    if said != text.rstrip(" "):
        kept = said.removesuffix("...")
        assert text.startswith(kept)
        # Behind what is kept there are only marks up to the end of a word.
        rest = text[len(kept) :].lstrip(",.;:-")
        assert not kept or rest[:1] in ("", " ")


def test_as_much_is_kept_as_fits():
    text = "Ваш автомобиль готов и ждёт вас на стоянке у ворот номер два со стороны улицы"
    assert fit(text, LINK, 1) == f"Ваш автомобиль готов и ждёт вас на... {LINK}"
    assert len(fit(text, LINK, 1)) <= 70 < len(f"Ваш автомобиль готов и ждёт вас на стоянке... {LINK}")


def test_a_link_that_is_too_long_alone_stays_whole():
    link = "https://shop.example/" + "я" * 100
    assert fit("Текст", link, 1) == link
