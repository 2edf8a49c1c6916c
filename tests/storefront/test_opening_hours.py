"""Opening hours as people write them, and as search engines read them."""

import pytest

from autoservice.storefront.opening_hours import opening_hours


@pytest.mark.parametrize(
    ("text", "periods"),
    [
        ("Пн–Сб 9:00–20:00", ["Mo-Sa 09:00-20:00"]),
        ("Mon-Fri 8:30 - 18:00, Sat 10.00-16.00", ["Mo-Fr 08:30-18:00", "Sa 10:00-16:00"]),
        ("вс: 10:00-24:00", ["Su 10:00-24:00"]),
        ("Пн–Сб 9:00–20:00, вс выходной", []),
        ("круглосуточно", []),
        ("Пн–Яя 9:00–20:00", []),
        ("Пн 9:00–29:00", []),
        ("", []),
    ],
)
def test_hours_are_told_when_all_of_the_text_is_understood(text: str, periods: list[str]):
    assert opening_hours(text) == periods
