"""The text of a list of parts, and the items that it names."""

from collections import defaultdict
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autoservice.modules.catalog.inventory.models import InventoryItem
from autoservice.modules.catalog.sheets.errors import PartDoubtful, PartUnclear, TextInvalid
from autoservice.modules.catalog.sheets.parts import (
    MOST,
    ListedPart,
    find_parts,
    list_part,
    parse_parts,
    write_parts,
)
from autoservice.shared.normal_forms import article_key

ALPHABET = "W9 x×Хх*;\"[]-/.,'=л"
ARTICLES = st.text(ALPHABET, min_size=1, max_size=60).map(lambda text: " ".join(text.split()))
STOCK = st.lists(
    st.tuples(ARTICLES, st.text(ALPHABET, max_size=60), st.sampled_from(["piece", "l", "kg", "m"])),
    min_size=1,
    max_size=6,
    unique_by=lambda one: (article_key(one[0]), article_key(one[1])),
).filter(lambda items: all(article_key(article) for article, _, _ in items))


def stock(*items: tuple[str, str, str]) -> list[InventoryItem]:
    """Items by article, maker and unit."""
    same: dict[str, Any] = {"name_ru": "", "name_en": "", "kind": "part", "price_minor": 0}
    rows = [
        InventoryItem(id=number, article=article, maker=maker, unit=unit, **same)
        for number, (article, maker, unit) in enumerate(items, 1)
    ]
    for row in rows:
        row.describe({})
    return rows


def by_article(items: list[InventoryItem]) -> dict[str, dict[str, InventoryItem]]:
    found: defaultdict[str, dict[str, InventoryItem]] = defaultdict(dict)
    for item in items:
        found[item.article_key][item.maker_key] = item
    return found


@given(STOCK, st.data(), st.sampled_from(["ru", "en"]))
def test_written_parts_read_back_as_the_same_parts(
    described: list[tuple[str, str, str]], data: st.DataObject, locale: str
):
    items = stock(*described)
    found = by_article(items)
    parts = tuple(
        list_part(
            item, data.draw(st.integers(1, 10**6)) * item.step, is_shared=len(found[item.article_key]) > 1
        )
        for item in items
    )
    assert find_parts(parse_parts(write_parts(parts, locale)), found) == parts


@given(st.text(ALPHABET + "0123456789\n", max_size=80))
def test_whatever_is_typed_is_read_or_refused(text: str):
    with suppress(PartUnclear, PartDoubtful):
        find_parts(parse_parts(text), by_article(stock(("W 9", "", "l"))))


OIL = (("5W-40", "Shell", "l"), ("5W-40", "", "l"), ("W 914/2", "Mann", "piece"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("w914/2 х 2", [(3, 2000)]),
        ("W 914/2 x 1;\n 5W40 [shell] × 4,5 л.;", [(3, 1000), (1, 4500)]),
        ("5W-40 [] x 1.125", [(2, 1125)]),
        ("W-914/2 X 1 000 шт", [(3, 1_000_000)]),
        ("—", []),
    ],
)
def test_parts_are_read_as_people_write_them(text: str, expected: list[tuple[int, int]]):
    found = find_parts(parse_parts(text), by_article(stock(*OIL)))
    assert [(part.item_id, part.quantity) for part in found] == expected


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("OC 90 x 1", "OC 90 x 1: There is no such part or consumable."),
        ("W 914/2 [Bosch] x 1", "W 914/2 [Bosch] x 1: There is no such part or consumable."),
        ("W 914/2 x 1.5", "W 914/2 x 1.5: This item is counted in whole pieces."),
        ("W 914/2 x 1 kg", "W 914/2 x 1 kg: This item is counted in another unit: pcs."),
        ("W 914/2 x 1; W914/2 x 2", "W914/2 x 2: The same part is in the list twice."),
        (
            "5W-40 x 1",
            "5W-40 x 1: Several makers have this article. "
            "Write which one is meant: 5W-40 [Shell]; 5W-40 [].",
        ),
        ("W 914/2 x 1.2345", "W 914/2 x 1.2345: “1.2345” has too many digits after the decimal sign: "
         "at most 3 are kept."),
    ],
)  # fmt: skip
def test_a_doubtful_part_is_named_with_its_reason(text: str, sentence: str):
    with pytest.raises((PartUnclear, PartDoubtful)) as refused:
        find_parts(parse_parts(text), by_article(stock(*OIL)))
    assert refused.value.text("en") == sentence


@pytest.mark.parametrize("text", ["W 914/2", '3/4" x 2', "W 914/2 x 0", "W 914/2 x -1", "W 914/2 x 1 ведро"])
def test_a_line_that_is_no_part_with_its_quantity_says_how_one_is_written(text: str):
    with pytest.raises(PartUnclear) as refused:
        parse_parts(f"W 914/2 x 1; {text}")
    assert refused.value.text("en") == (
        f"“{text}” is not understood. Write each part as “ARTICLE x 2”, with “;” between them."
    )


def test_a_cell_has_as_many_parts_as_a_service():
    with pytest.raises(TextInvalid):
        parse_parts(";".join(["A x 1"] * (MOST + 1)))


def test_what_an_item_is_called_makes_no_other_part_of_it():
    assert ListedPart(1, 1000, "A 1", None, "l") == ListedPart(1, 1000, "a-1", "Mann", "l")
