"""What can be watched. A topic says whose view may have changed, nothing more."""

from typing import Final

ORDERS: Final = "orders"
# What guests read of the services, and what their editors see.
CATALOG: Final = "catalog"
# What is in stock, and counts of it.
STOCK: Final = "stock"
# Which cars there are, and what is known of them.
VEHICLES: Final = "vehicles"
# The shop's today: orders, stock, people.
DASHBOARD: Final = "dashboard"
# Who may be signed in, and as what: a session was revoked or an account has another role.
ACCESS: Final = "access"
# Who has an account, and what the list of people says of them.
PEOPLE: Final = "people"

# What became of messages to people.
DELIVERIES: Final = "deliveries"
# What messages to people say.
TEXTS: Final = "texts"


def messages_topic(user_id: int) -> str:
    """The messages of one person."""
    return f"messages:{user_id}"


def template_topic(template_id: int) -> str:
    """One repair template, with the drafts of it."""
    return f"template:{template_id}"


def order_topic(order_id: int) -> str:
    """One order."""
    return f"order:{order_id}"


def talk_topic(order_id: int) -> str:
    """The talk under one order, and how far people have read it."""
    return f"talk:{order_id}"


def client_topic(client_id: int) -> str:
    """All orders of one client."""
    return f"client:{client_id}"


def mechanic_topic(mechanic_id: int) -> str:
    """All orders in which a mechanic has a stage."""
    return f"mechanic:{mechanic_id}"
