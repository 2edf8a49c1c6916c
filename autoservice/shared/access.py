"""Access control: roles, permissions, and one table of grants.

Access is declared on the service method (``shared.service``), and the edges name the same permission
(``@requires_permission``). A public method of a ``Service`` that declares none makes the import fail, an
operation or a State class that declares none is denied to everybody.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from autoservice.shared.errors import AccessDenied, DomainError, SecondFactorNeeded, Unauthenticated


class Role(StrEnum):
    """The role of an actor.

    Four are never an account's: ``ENROLLING`` is signed in, but must first enable the second factor that the
    shop requires; ``SYSTEM`` is the program itself (reactions, start-up). Whoever holds a tracking link
    reads one order without an account, and an approver decides on its extra work and writes to the shop.
    """

    GUEST = "guest"
    CLIENT = "client"
    MECHANIC = "mechanic"
    ADMINISTRATOR = "administrator"
    ENROLLING = "enrolling"
    LINK_HOLDER = "link_holder"
    LINK_APPROVER = "link_approver"
    SYSTEM = "system"


# The roles that an account can have.
ACCOUNT_ROLES: Final = (Role.CLIENT, Role.MECHANIC, Role.ADMINISTRATOR)


class Permission(StrEnum):
    """A permission, named after the operation that it allows."""

    VISIT = "visit"
    SIGN_IN = "sign_in"
    MANAGE_OWN_ACCOUNT = "manage_own_account"
    READ_DEMO_MAILBOX = "read_demo_mailbox"
    READ_CATALOG = "read_catalog"
    MANAGE_CATALOG = "manage_catalog"
    READ_STOCK = "read_stock"
    # What parts cost the shop, and the value of its stock.
    READ_COST = "read_cost"
    # Reserving and issuing parts for an order.
    ISSUE_STOCK = "issue_stock"
    MANAGE_STOCK = "manage_stock"
    # Importing and exporting the catalog and the stock as files.
    EXCHANGE_SHEETS = "exchange_sheets"
    # Ordering for one's own cars.
    CREATE_ORDER = "create_order"
    # Ordering what is on offer, for oneself or for a client, and showing what is to be looked at.
    PLACE_ORDER = "place_order"
    # Saying that orders which the shop entered are one's own.
    CLAIM_ORDERS = "claim_orders"
    # Entering clients, ordering for them, merging their accounts.
    MANAGE_CLIENTS = "manage_clients"
    READ_VEHICLES = "read_vehicles"
    # Describing and removing cars: clients their own ones.
    MANAGE_VEHICLES = "manage_vehicles"
    READ_ORDERS = "read_orders"
    # The orders that READ_ORDERS covers.
    READ_OWN_ORDERS = "read_own_orders"
    READ_ASSIGNED_ORDERS = "read_assigned_orders"
    READ_ALL_ORDERS = "read_all_orders"
    READ_TIMELINE = "read_timeline"
    # Writing to the other side about an order.
    TALK = "talk"
    # Remarks, photos and comments that are not published.
    READ_INTERNAL = "read_internal"
    ASSIGN_MECHANIC = "assign_mechanic"
    # The course of an order: its day, its holds, its discount, and opening it again.
    MANAGE_ORDERS = "manage_orders"
    # Clients their own orders, while nothing is begun.
    CANCEL_ORDER = "cancel_order"
    WORK_ON_STAGE = "work_on_stage"
    OVERRIDE_STAGE = "override_stage"
    # Saying when an order will be done.
    PROMISE_ORDER = "promise_order"
    # What the shop is as a whole, such as its opening hours.
    MANAGE_SHOP = "manage_shop"
    # Extra work: the shop proposes it, the client decides; the shop also in the client's name.
    PROPOSE_WORK = "propose_work"
    DECIDE_WORK = "decide_work"
    # Links that open an order without an account; and what they open.
    SHARE_ORDER = "share_order"
    READ_LINKED_ORDER = "read_linked_order"
    # What the shop has to do and earns, as a whole.
    READ_REPORTS = "read_reports"
    READ_USERS = "read_users"
    MANAGE_USERS = "manage_users"
    READ_AUDIT = "read_audit"
    MANAGE_OUTBOX = "manage_outbox"
    RUN_REACTIONS = "run_reactions"


_EVERYBODY: Final = {
    Permission.VISIT,
    Permission.SIGN_IN,
    Permission.READ_CATALOG,
    Permission.READ_DEMO_MAILBOX,
}
_ENROLLING: Final = _EVERYBODY | {Permission.MANAGE_OWN_ACCOUNT}
_SIGNED_IN: Final = _ENROLLING | {
    Permission.READ_ORDERS,
    Permission.READ_TIMELINE,
    Permission.READ_VEHICLES,
}
_SHOP: Final = _SIGNED_IN | {
    Permission.TALK,
    Permission.WORK_ON_STAGE,
    Permission.PROPOSE_WORK,
    Permission.READ_INTERNAL,
    Permission.PROMISE_ORDER,
    Permission.READ_STOCK,
    Permission.ISSUE_STOCK,
}

_LINKED: Final = _EVERYBODY | {
    Permission.READ_ORDERS,
    Permission.READ_TIMELINE,
    Permission.READ_LINKED_ORDER,
}

GRANTS: Final[dict[Role, frozenset[Permission]]] = {
    Role.GUEST: frozenset(_EVERYBODY),
    Role.CLIENT: frozenset(
        _SIGNED_IN
        | {
            Permission.TALK,
            Permission.CREATE_ORDER,
            Permission.PLACE_ORDER,
            Permission.CLAIM_ORDERS,
            Permission.CANCEL_ORDER,
            Permission.DECIDE_WORK,
            Permission.MANAGE_VEHICLES,
            Permission.READ_OWN_ORDERS,
            Permission.SHARE_ORDER,
        }
    ),
    Role.MECHANIC: frozenset(_SHOP | {Permission.READ_ASSIGNED_ORDERS}),
    Role.ADMINISTRATOR: frozenset(
        _SHOP
        | {
            Permission.MANAGE_CATALOG,
            Permission.MANAGE_VEHICLES,
            Permission.PLACE_ORDER,
            Permission.MANAGE_CLIENTS,
            Permission.READ_ALL_ORDERS,
            Permission.OVERRIDE_STAGE,
            Permission.ASSIGN_MECHANIC,
            Permission.MANAGE_ORDERS,
            Permission.CANCEL_ORDER,
            Permission.DECIDE_WORK,
            Permission.SHARE_ORDER,
            Permission.READ_COST,
            Permission.MANAGE_STOCK,
            Permission.EXCHANGE_SHEETS,
            Permission.MANAGE_SHOP,
            Permission.READ_REPORTS,
            Permission.READ_USERS,
            Permission.MANAGE_USERS,
            Permission.READ_AUDIT,
            Permission.MANAGE_OUTBOX,
        }
    ),
    Role.ENROLLING: frozenset(_ENROLLING),
    Role.LINK_HOLDER: frozenset(_LINKED),
    Role.LINK_APPROVER: frozenset(_LINKED | {Permission.DECIDE_WORK, Permission.TALK}),
    Role.SYSTEM: frozenset(Permission),
}


@dataclass(frozen=True)
class Actor:
    """The actor of a command or query, built from the session's row on every event."""

    role: Role
    user_id: int = 0
    session_id: str = ""
    name: str = ""
    locale: str = ""
    # Of whoever holds a tracking link: the one order that it opens.
    order_id: int = 0
    link_id: int = 0

    @property
    def signed_in(self) -> bool:
        """Return whether the actor has an account."""
        return self.role not in (Role.GUEST, Role.SYSTEM, Role.LINK_HOLDER, Role.LINK_APPROVER)

    def may(self, permission: Permission) -> bool:
        """Return whether the role is granted ``permission``."""
        return permission in GRANTS[self.role]

    def check(self, permission: Permission) -> None:
        """Raise the actor's ``refusal``, unless ``permission`` is granted."""
        if not self.may(permission):
            raise self.refusal()

    def refusal(self) -> DomainError:
        """Return the error of a refused call: not signed in, without the second factor, or not entitled."""
        if self.role is not Role.SYSTEM and not self.signed_in:
            return Unauthenticated()
        return SecondFactorNeeded() if self.role is Role.ENROLLING else AccessDenied()


GUEST: Final = Actor(Role.GUEST)
SYSTEM: Final = Actor(Role.SYSTEM)


def declared_access(member: object) -> Permission | None:
    """Return the permission that a service method, an operation or a State class declares, if any."""
    return getattr(member, "__access__", None)
