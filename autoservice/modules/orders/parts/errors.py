"""Errors of an order's parts."""

from collections.abc import Mapping

from autoservice.shared.errors import Conflict, Invalid, NotFound
from autoservice.shared.i18n import N_, format_money, translate


class PartNotFound(NotFound):
    """The order has no such part."""

    code = "PartNotFound"
    message = N_("This order has no such part.")


class PartTransitionRefused(Conflict):
    """The part's state does not permit the step."""

    code = "PartTransitionRefused"
    message = N_("This cannot be done with the part in its present state.")


class PartNotStocked(Conflict):
    """A part that is no item of the inventory cannot be reserved."""

    code = "PartNotStocked"
    message = N_("This part is not kept in stock.")


class IssuedQuantityFixed(Conflict):
    """The quantity of an issued part changes only by a return."""

    code = "IssuedQuantityFixed"
    message = N_("This part has been issued: return what was not used.")


class PartOutdated(Conflict):
    """The part is not what the caller saw; the members are its present version, quantity and price."""

    code = "PartOutdated"
    message = N_(
        "Somebody else has changed this part meanwhile. Nothing was saved; what you typed is still here."
    )

    def __init__(self, present: Mapping[str, object]) -> None:
        super().__init__()
        self.members = present


class ApprovedSumExceeded(Conflict):
    """Approved work would cost more than its client has agreed to; the member is that sum, with the parts."""

    code = "ApprovedSumExceeded"
    message = N_(
        "The client has agreed to %(agreed)s for this work with its parts. It cannot come to more by itself: "
        "propose the rest as extra work."
    )

    def __init__(self, agreed_minor: int, currency: str) -> None:
        super().__init__(agreed="")
        self.members = {"agreed_minor": agreed_minor, "currency": currency}
        self._agreed = agreed_minor, currency

    def text(self, locale: str) -> str:
        """Return the sentence with the sum, in ``locale``."""
        return translate(locale, self.message, agreed=format_money(locale, *self._agreed))


class ReturnTooLarge(Invalid):
    """More is to be returned than was issued."""

    code = "ReturnTooLarge"
    field = "quantity"
    message = N_("That is more than was issued.")


class PartUnnamed(Invalid):
    """A part that is neither chosen from the stock nor named."""

    code = "PartUnnamed"
    field = "name"
    message = N_("Choose a part from the stock, or name it.")


class PartExpectedInPast(Invalid):
    """The day on which a part is expected is over."""

    code = "PartExpectedInPast"
    field = "expected_on"
    message = N_("This day is over.")


class UnknownJob(Invalid):
    """The job is none of the order's, or is not carried out."""

    code = "UnknownJob"
    field = "job_id"
    message = N_("Choose a job of this order.")


class TooManyParts(Conflict):
    """An order has as many parts as it can have."""

    code = "TooManyParts"
    message = N_("This order has too many parts already.")


class NoUsualParts(Conflict):
    """The jobs have all default parts of their services already, or there are none."""

    code = "NoUsualParts"
    message = N_("The order has all the usual parts of its services already.")
