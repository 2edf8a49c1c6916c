"""What stock costs: whatever leaves in whatever parts, the parts sum to the whole."""

from hypothesis import given
from hypothesis import strategies as st

from autoservice.modules.catalog.inventory.costing import line_total, share, unit_cost

VALUES = st.integers(0, 10**14)
QUANTITIES = st.integers(1, 10**10)


@given(VALUES, st.lists(QUANTITIES, min_size=1, max_size=20))
def test_what_leaves_in_parts_costs_the_whole_in_sum(value: int, parts: list[int]):
    left, quantity, costs = value, sum(parts), []
    for part in parts:
        costs.append(share(left, part, quantity))
        left, quantity = left - costs[-1], quantity - part
    assert (sum(costs), left) == (value, 0)
    assert min(costs) >= 0


@given(VALUES, QUANTITIES)
def test_the_whole_costs_its_value(value: int, quantity: int):
    assert share(value, quantity, quantity) == value


def test_a_line_is_rounded_half_up_once():
    assert line_total(500, 1) == 1
    assert line_total(499, 1) == 0
    assert line_total(4300, 61999) == 266596


def test_nothing_has_no_unit_cost():
    assert unit_cost(0, 0) == 0
    assert unit_cost(1000, 3000) == 333
