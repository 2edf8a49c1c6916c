"""The division of a service's labour among the stages of its template."""

from collections.abc import Sequence


def divide_minutes(total: int, weights: Sequence[int]) -> list[int]:
    """Divide ``total`` minutes by ``weights`` into whole minutes that add up exactly.

    One of the weights at least is not 0. Largest remainders get the minutes that rounding down leaves over.
    """
    whole = sum(weights)
    shares = [total * weight // whole for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda i: -(total * weights[i] % whole))
    for index in by_remainder[: total - sum(shares)]:
        shares[index] += 1
    return shares
