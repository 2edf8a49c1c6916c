"""Search of orders by the tokens of their cars and clients."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select, union_all
from sqlmodel import col

from autoservice.modules.auth.search_tokens import PERSON
from autoservice.modules.orders.models import Order
from autoservice.modules.orders.vehicles.search_tokens import VEHICLE
from autoservice.shared.found_lists import Sought
from autoservice.shared.search import Term, has_token, is_among, limit_to, owners_of


def matching(terms: Sequence[Term]) -> list[ColumnElement[bool]]:
    """Return the conditions that an order fits each term, for viewers whose own orders are few.

    Clients' addresses and phone numbers find nothing: such viewers may not read accounts.
    """
    return [_fits(term.without_contacts()) for term in terms]


def sought(terms: Sequence[Term], conditions: Sequence[ColumnElement[bool]]) -> Sought:
    """Return how orders are found by their cars and clients among those that fit the conditions."""
    return Sought(
        table=Order,
        terms=terms,
        listed=conditions,
        plain=conditions,
        ids=_found,
        matches=_fits,
        kinds=(PERSON, VEHICLE),
    )


def _fits(term: Term) -> ColumnElement[bool]:
    return or_(
        *_numbered(term),
        has_token(PERSON, col(Order.client_id), term),
        has_token(VEHICLE, col(Order.vehicle_id), term),
    )


def _numbered(term: Term) -> list[ColumnElement[bool]]:
    """Return the conditions that an order has the number; without a year also the id, as of old papers."""
    if term.number is None:
        return []
    numbered = col(Order.number) == term.number
    if term.year is not None:
        return [numbered & (col(Order.number_year) == term.year)]
    return [col(Order.id) == term.number, numbered]


def _found(term: Term, limit: int | None) -> Select[Any]:
    # One after the other, not alternatives of one condition: each goes through an index of its own.
    sources = _numbered(term)
    if term.prefixes or not sources:
        sources.append(is_among(col(Order.client_id), owners_of(PERSON, term, limit)))
        sources.append(is_among(col(Order.vehicle_id), owners_of(VEHICLE, term, limit)))
    found = union_all(*(select(col(Order.id)).where(source) for source in sources)).subquery()
    return limit_to(limit, select(*found.c))
