"""What lines cost: discounts and VAT to the last minor unit, whatever is charged."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autoservice.modules.orders.estimate import (
    Discount,
    Line,
    LineKind,
    contained_vat,
    divide,
    estimate,
    estimate_jobs,
    round_half_up,
)
from autoservice.modules.orders.jobs import JobState
from autoservice.modules.orders.models import Job
from tests.support.jobs import job

MONEY = st.integers(0, 10**10)
DISCOUNTS = st.one_of(
    st.builds(Discount, minor=MONEY), st.builds(Discount, basis_points=st.integers(0, 12_000))
)
LINES = st.lists(
    st.builds(
        Line,
        kind=st.sampled_from([*LineKind]),
        price_minor=MONEY,
        quantity=st.integers(0, 10**6),
        discount=DISCOUNTS,
    ),
    max_size=12,
)
RATES = st.integers(0, 10_000)


def labour(*prices: int) -> list[Line]:
    return [Line(LineKind.LABOUR, price) for price in prices]


@given(lines=LINES, discount=DISCOUNTS, rate=RATES)
def test_parts_sum_to_the_whole_and_no_line_falls_below_zero(
    lines: list[Line], discount: Discount, rate: int
):
    found = estimate(lines, discount, rate)
    gross = sum(line.gross_minor for line in found.lines)
    assert found.total_minor == gross - found.discount_minor
    assert gross == sum(found.gross_of(kind) for kind in LineKind)
    assert found.vat_minor == contained_vat(found.total_minor, rate)
    for line in found.lines:
        assert 0 <= line.total_minor <= line.gross_minor
        assert 0 <= line.vat_minor <= line.total_minor


@given(lines=LINES, discount=st.builds(Discount, minor=MONEY))
def test_a_discount_on_the_whole_is_given_as_far_as_there_is_anything_to_pay(
    lines: list[Line], discount: Discount
):
    before, after = estimate(lines).total_minor, estimate(lines, discount).total_minor
    assert after == max(0, before - discount.minor)


@given(amount=st.integers(0, 10**12), weights=st.lists(MONEY, min_size=1, max_size=30))
def test_an_amount_is_divided_without_a_rest(amount: int, weights: Sequence[int]):
    amount = min(amount, sum(weights))
    parts = divide(amount, weights)
    assert sum(parts) == amount
    assert all(0 <= part <= weight for part, weight in zip(parts, weights, strict=True))


@pytest.mark.parametrize(
    ("prices", "rate", "total", "vat"),
    [
        ((29933, 17933, 9934), 2000, 57800, 9633),
        ((5,) * 10, 2200, 50, 9),
        ((12200,), 2200, 12200, 2200),
        ((1,), 2200, 1, 0),
        ((), 2200, 0, 0),
        ((150000,), 0, 150000, 0),
    ],
)
def test_vat_is_found_once_of_the_whole(prices: tuple[int, ...], rate: int, total: int, vat: int):
    found = estimate(labour(*prices), vat_basis_points=rate)
    assert (found.total_minor, found.vat_minor) == (total, vat)


@pytest.mark.parametrize(
    ("price", "quantity", "gross"), [(333, 4500, 1499), (1, 500, 1), (1, 499, 0), (52_000, 4300, 223_600)]
)
def test_a_line_is_quantity_times_price_rounded_half_up_once(price: int, quantity: int, gross: int):
    [line] = estimate([Line(LineKind.CONSUMABLES, price, quantity)]).lines
    assert line.gross_minor == gross


def test_discounts_of_lines_come_before_the_one_on_the_whole():
    lines = [
        Line(LineKind.LABOUR, 10_000, discount=Discount(basis_points=1000)),
        Line(LineKind.PARTS, 1000, discount=Discount(minor=5000)),
        Line(LineKind.PARTS, 1000),
    ]
    found = estimate(lines, Discount(minor=1000))
    assert [line.total_minor for line in found.lines] == [8100, 0, 900]


@pytest.mark.parametrize(("amount", "divisor", "rounded"), [(5, 10, 1), (4, 10, 0), (15, 10, 2), (0, 7, 0)])
def test_halves_are_rounded_up(amount: int, divisor: int, rounded: int):
    assert round_half_up(amount, divisor) == rounded


# What a job's work, parts and consumables cost.
JOBS = st.lists(st.tuples(st.sampled_from([*JobState]), MONEY, MONEY, MONEY), max_size=12)


def rows(jobs: list[tuple[JobState, int, int, int]]) -> list[Job]:
    found = [job(number, state, price) for number, (state, price, *_) in enumerate(jobs, start=1)]
    for row, (_, _, parts, consumables) in zip(found, jobs, strict=True):
        row.parts_minor, row.consumables_minor = parts + consumables, consumables
    return found


@given(jobs=JOBS)
def test_an_order_costs_what_its_approved_jobs_and_their_parts_cost(
    jobs: list[tuple[JobState, int, int, int]],
):
    found = estimate_jobs(rows(jobs))
    approved = [sums for state, *sums in jobs if state == "approved"]
    assert found.total_minor == sum(sum(sums) for sums in approved)
    by_kind = [sum(sums[place] for sums in approved) for place in range(3)]
    assert [found.gross_of(kind) for kind in LineKind] == by_kind


@given(jobs=JOBS, discount=DISCOUNTS, rate=RATES)
def test_the_kinds_less_the_discount_are_the_total_which_is_never_negative(
    jobs: list[tuple[JobState, int, int, int]], discount: Discount, rate: int
):
    found = estimate_jobs(rows(jobs), discount, rate)
    assert sum(found.gross_of(kind) for kind in LineKind) - found.discount_minor == found.total_minor
    assert 0 <= found.vat_minor <= found.total_minor


def test_what_is_proposed_costs_nothing_until_it_is_asked_for_as_well():
    proposed = job(2, "proposed", 500)
    proposed.parts_minor, proposed.consumables_minor = 300, 100
    jobs, discount = [job(1), proposed], Discount(basis_points=1000)
    assert estimate_jobs(jobs, discount).total_minor == 900
    assert estimate_jobs(jobs, discount, also=[proposed]).total_minor == 1620
