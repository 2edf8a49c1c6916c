"""Errors of extra work and of the decisions on it."""

from autoservice.modules.orders.errors import OrderFinished, OrderNotFound
from autoservice.shared.errors import Conflict, Invalid, NotFound
from autoservice.shared.i18n import N_, format_money, translate


class JobNotFound(NotFound):
    """The order has no such extra work."""

    code = "JobNotFound"
    message = N_("This order has no such extra work.")


class WorkChanged(Conflict):
    """The work is no longer what the caller saw; the problem document has its present version and price."""

    code = "WorkChanged"
    message = N_("This work has just been changed: it is now %(price)s. Nothing was decided yet, look again.")

    def __init__(self, version: int, price_minor: int, currency: str) -> None:
        super().__init__(price="")
        self.members = {"version": version, "price_minor": price_minor, "currency": currency}
        self._price = price_minor, currency

    def text(self, locale: str) -> str:
        """Return the sentence with the present price, in ``locale``."""
        return translate(locale, self.message, price=format_money(locale, *self._price))


class TotalChanged(Conflict):
    """The order would no longer come to what the caller saw; the problem document has the present sum."""

    code = "TotalChanged"
    message = N_("With this work the order now comes to %(total)s. Nothing was decided yet, look again.")

    def __init__(self, total_minor: int, currency: str) -> None:
        super().__init__(total="")
        self.members = {"total_minor": total_minor, "currency": currency}
        self._total = total_minor, currency

    def text(self, locale: str) -> str:
        """Return the sentence with the present sum, in ``locale``."""
        return translate(locale, self.message, total=format_money(locale, *self._total))


class WorkDecided(Conflict):
    """The client has decided already."""

    code = "WorkDecided"
    message = N_("This work has been decided on already.")


class WorkWithdrawn(Conflict):
    """The shop no longer proposes the work."""

    code = "WorkWithdrawn"
    message = N_("The shop has withdrawn this work.")


class ExtraWorkBegun(Conflict):
    """What was begun is no proposal any more."""

    code = "ExtraWorkBegun"
    message = N_("This work has been begun: it can no longer be changed or withdrawn.")


class DecisionRemarkMissing(Invalid):
    """Whoever decides in the client's name says how the client did."""

    code = "DecisionRemarkMissing"
    field = "remark"
    message = N_("Say how and when the client decided, for example: by phone at 14:05.")


class WorkPriceMissing(Invalid):
    """A proposal has neither a price nor a time from which the price follows."""

    code = "WorkPriceMissing"
    field = "price_minor"
    message = N_("Enter the price, or the time from which it follows.")


# What each command on extra work may answer, each change of a proposal, and each decision.
NO_WORK = (OrderNotFound, JobNotFound, OrderFinished, WorkWithdrawn, WorkChanged)
EDIT_REFUSED = (*NO_WORK, ExtraWorkBegun)
DECISION_REFUSED = (*NO_WORK, TotalChanged, WorkDecided, DecisionRemarkMissing)
