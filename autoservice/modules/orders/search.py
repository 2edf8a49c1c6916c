"""Search of orders by the tokens of their cars and clients."""

from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select, union_all
from sqlmodel import col

from autoservice.modules.auth.search_tokens import PERSON
from autoservice.modules.orders.models import Order
from autoservice.modules.orders.vehicles.search_tokens import VEHICLE
from autoservice.shared.access import Actor, Permission
from autoservice.shared.search import Term, all_of, has_token, is_among, owners, parse_query


def found_by(text: str, viewer: Actor) -> list[ColumnElement[bool]]:
    """Return the conditions that an order fits each part of ``text``.

    Clients' addresses and phone numbers find nothing for viewers who may not read accounts.
    """
    terms = parse_query(text)
    if not viewer.may(Permission.READ_USERS):
        # Their own orders are few: each is looked at.
        return [_fits(term.without_contacts()) for term in terms]
    return [is_among(col(Order.id), all_of([_found(term) for term in terms]))] if terms else []


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


def _found(term: Term) -> Select[Any]:
    # One after the other, not alternatives of one condition: each goes through an index of its own.
    sources = _numbered(term)
    if term.prefixes or not sources:
        sources.append(col(Order.client_id).in_(owners(PERSON, [term])))
        sources.append(col(Order.vehicle_id).in_(owners(VEHICLE, [term])))
    found = union_all(*(select(col(Order.id)).where(source) for source in sources)).subquery()
    return select(*found.c)
