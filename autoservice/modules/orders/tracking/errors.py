"""Errors of tracking links."""

from autoservice.modules.orders.errors import OrderFinished, OrderNotFound
from autoservice.shared.errors import Conflict, NotFound
from autoservice.shared.i18n import N_


class LinkNotFound(NotFound):
    """The order has no such link."""

    code = "LinkNotFound"
    message = N_("This order has no such link.")


class LinkOver(NotFound):
    """The link is unknown, revoked or expired; all three have the same answer."""

    code = "LinkOver"
    message = N_("This link does not work any more. Ask the shop or the owner of the car for a new one.")


class TooManyLinks(Conflict):
    """So many links of one order open nothing for people any more."""

    code = "TooManyLinks"
    message = N_("This order has too many links. Revoke some of them first.")


LINK_REFUSED = (OrderNotFound, OrderFinished, TooManyLinks)
