"""What work and parts cost, as one pure function: the totals of pages, REST and papers are its numbers.

Money is in minor units, a quantity in thousandths, a rate or a percentage in basis points (22 % is 2200).
What is not whole is rounded half up, once.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from autoservice.modules.orders.jobs import JobFacts, is_approved

ONE: Final = 1000
WHOLE: Final = 10_000


class LineKind(StrEnum):
    """What a line is charged for."""

    LABOUR = "labour"
    PARTS = "parts"
    CONSUMABLES = "consumables"


@dataclass(frozen=True)
class Discount:
    """A discount in minor units, or of so many basis points."""

    minor: int = 0
    basis_points: int = 0

    def of(self, price_minor: int) -> int:
        """Return the discount on a price, which it never exceeds."""
        part = round_half_up(price_minor * self.basis_points, WHOLE)
        return max(0, min(price_minor, self.minor + part))


NO_DISCOUNT: Final = Discount()


@dataclass(frozen=True)
class Line:
    """A line to be charged: a quantity of one thing at its price."""

    kind: LineKind
    price_minor: int
    quantity: int = ONE
    discount: Discount = NO_DISCOUNT


@dataclass(frozen=True)
class ChargedLine:
    """A line with its share of all discounts, and the VAT that its ``total_minor`` contains."""

    kind: LineKind
    gross_minor: int
    discount_minor: int
    vat_minor: int = 0

    @property
    def total_minor(self) -> int:
        """Return what is to be paid for the line."""
        return self.gross_minor - self.discount_minor


@dataclass(frozen=True)
class Estimate:
    """Lines as they are charged; each sum is the sum of its lines."""

    lines: tuple[ChargedLine, ...]

    @property
    def discount_minor(self) -> int:
        """Return all discounts."""
        return sum(line.discount_minor for line in self.lines)

    @property
    def total_minor(self) -> int:
        """Return what is to be paid."""
        return sum(line.total_minor for line in self.lines)

    @property
    def vat_minor(self) -> int:
        """Return the VAT that the total contains."""
        return sum(line.vat_minor for line in self.lines)

    def gross_of(self, kind: LineKind) -> int:
        """Return what lines of one kind cost before any discount."""
        return sum(line.gross_minor for line in self.lines if line.kind is kind)


def estimate(lines: Iterable[Line], discount: Discount = NO_DISCOUNT, vat_basis_points: int = 0) -> Estimate:
    """Return what the lines come to with their own discounts, one on the whole, and the VAT contained.

    The discount on the whole and the VAT are found once, and divided so that the parts sum to them and no
    line falls below zero.
    """
    charged = [_charge(line) for line in lines]
    totals = [line.total_minor for line in charged]
    shares = divide(discount.of(sum(totals)), totals)
    charged = [
        replace(line, discount_minor=line.discount_minor + share)
        for line, share in zip(charged, shares, strict=True)
    ]
    totals = [line.total_minor for line in charged]
    contained = divide(contained_vat(sum(totals), vat_basis_points), totals)
    return Estimate(tuple(replace(line, vat_minor=vat) for line, vat in zip(charged, contained, strict=True)))


def estimate_jobs(
    jobs: Iterable[JobFacts],
    discount: Discount = NO_DISCOUNT,
    vat_basis_points: int = 0,
    also: Iterable[JobFacts] = (),
) -> Estimate:
    """Return what an order comes to: its approved jobs with their parts, and those of ``also``."""
    lines = [line for job in (*filter(is_approved, jobs), *also) for line in _lines_of(job)]
    return estimate(lines, discount, vat_basis_points)


def contained_vat(total_minor: int, basis_points: int) -> int:
    """Return the VAT that a price contains."""
    return round_half_up(total_minor * basis_points, WHOLE + basis_points)


def divide(amount: int, weights: Sequence[int]) -> list[int]:
    """Return the amount in parts as the weights are, by the largest remainders; the first of equal ones.

    No part exceeds its weight as long as the amount does not exceed their sum.
    """
    whole = sum(weights)
    if not whole:
        return [0 for _ in weights]
    parts = [amount * weight // whole for weight in weights]
    remainders = [amount * weight % whole for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda place: -remainders[place])
    for place in by_remainder[: amount - sum(parts)]:
        parts[place] += 1
    return parts


def round_half_up(amount: int, divisor: int) -> int:
    """Return the quotient of numbers that are not negative, rounded half up."""
    return (2 * amount + divisor) // (2 * divisor)


def _lines_of(job: JobFacts) -> list[Line]:
    """Return the lines of a job: its work, its parts, its consumables."""
    lines = [
        Line(LineKind.LABOUR, job.price_minor),
        Line(LineKind.PARTS, job.parts_minor - job.consumables_minor),
        Line(LineKind.CONSUMABLES, job.consumables_minor),
    ]
    return [line for line in lines if line.price_minor]


def _charge(line: Line) -> ChargedLine:
    gross = round_half_up(line.price_minor * line.quantity, ONE)
    return ChargedLine(line.kind, gross, line.discount.of(gross))
