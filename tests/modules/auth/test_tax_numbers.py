"""Tax numbers: the check digits of companies and entrepreneurs, as a hint."""

import pytest

from autoservice.modules.auth.accounts.tax_numbers import is_doubtful


@pytest.mark.parametrize("number", ["", "7707083893", "7736050003", "500100732259"])
def test_a_right_number_or_none_is_not_doubted(number: str):
    assert not is_doubtful(number)


@pytest.mark.parametrize(
    "number", ["7707083894", "500100732258", "500100732269", "123", "77070838-3", "٧٧٠٧٠٨٣٨٩٣"]
)
def test_a_wrong_digit_another_length_or_other_signs_are_doubted(number: str):
    assert is_doubtful(number)
