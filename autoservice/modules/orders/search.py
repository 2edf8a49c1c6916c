"""Finding orders by what their cars and clients are found by."""

from sqlalchemy import ColumnElement, false, select, union_all
from sqlmodel import col

from autoservice.modules.auth.search_tokens import PERSON
from autoservice.modules.orders.models import Order
from autoservice.modules.orders.search_tokens import VEHICLE
from autoservice.shared.access import Actor, Permission
from autoservice.shared.search import Term, owners, parse_query


def found_by(text: str, viewer: Actor) -> list[ColumnElement[bool]]:
    """The conditions that an order fits each part of ``text``.

    Clients' addresses and phone numbers find nothing for viewers who may not read accounts.
    """
    terms = parse_query(text)
    if not viewer.may(Permission.READ_USERS):
        terms = [term.without_contacts() for term in terms]
    return [_fits(term) for term in terms]


def _fits(term: Term) -> ColumnElement[bool]:
    # One after the other, not alternatives of one condition: each goes through an index of its own.
    sources: list[ColumnElement[bool]] = [] if term.number is None else [col(Order.id) == term.number]
    if term.prefixes:
        sources.append(col(Order.client_id).in_(owners(PERSON, term)))
        sources.append(col(Order.vehicle_id).in_(owners(VEHICLE, term)))
    found = [select(col(Order.id)).where(source) for source in sources]
    return col(Order.id).in_(union_all(*found).offset(0)) if found else false()
