"""Tax numbers of Russia (ИНН): 10 digits of a company, 12 of an entrepreneur."""

from typing import Final

# The weights of the check digits, each over the digits before it.
TENTH: Final = (2, 4, 10, 3, 5, 9, 4, 6, 8)
ELEVENTH: Final = (7, *TENTH)
TWELFTH: Final = (3, *ELEVENTH)


def is_doubtful(number: str) -> bool:
    """Return whether the number has another length, or a check digit that does not fit: a hint, no more."""
    if not number:
        return False
    if not number.isascii() or not number.isdecimal() or len(number) not in (10, 12):
        return True
    digits = [int(char) for char in number]
    weights = (TENTH,) if len(digits) == 10 else (ELEVENTH, TWELFTH)
    return any(_check_digit(digits, one) != digits[len(one)] for one in weights)


def _check_digit(digits: list[int], weights: tuple[int, ...]) -> int:
    return sum(digit * weight for digit, weight in zip(digits, weights, strict=False)) % 11 % 10
