"""What stock costs: a moving average over integer minor units, whose parts sum to the whole.

A balance has a quantity and a value. What leaves it takes its share of the value, rounded half up once; the
last of it takes all that is left. So what was received costs, in sum, what was issued and what is still
there cost, to the last minor unit.
"""

THOUSAND = 1000


def share(value: int, quantity: int, whole: int) -> int:
    """Return what ``quantity`` out of ``whole`` costs of a ``value``; the whole costs exactly that."""
    return (2 * value * quantity + whole) // (2 * whole)


def line_total(quantity: int, price: int) -> int:
    """Return quantity (thousandths) x price, rounded half up."""
    return (2 * quantity * price + THOUSAND) // (2 * THOUSAND)


def unit_cost(value: int, quantity: int) -> int:
    """Return the average cost of one unit for showing; 0 of nothing."""
    return share(value, THOUSAND, quantity) if quantity else 0
