"""Errors of promises."""

from autoservice.shared.errors import Conflict, Invalid
from autoservice.shared.i18n import N_


class PromiseInGap(Invalid):
    """The clocks leave out that time."""

    code = "PromiseInGap"
    field = "at"
    message = N_("There is no such time that night: the clocks are put forward. Choose another one.")


class PromiseAmbiguous(Invalid):
    """The clocks show that time twice."""

    code = "PromiseAmbiguous"
    field = "at"
    message = N_("That time comes twice that night: the clocks are put back. Choose another one.")


class PromisePassed(Invalid):
    """The time is over already."""

    code = "PromisePassed"
    field = "at"
    message = N_("This time has passed already.")


class PromiseTooFar(Invalid):
    """Nobody plans so far ahead."""

    code = "PromiseTooFar"
    field = "at"
    message = N_("This is more than a year away.")


class ReasonMissing(Invalid):
    """A promise is put off without a reason."""

    code = "ReasonMissing"
    field = "reason"
    message = N_("This is later than was promised. Choose the reason: the client reads it.")


class OrderDone(Conflict):
    """Nothing is left to be promised."""

    code = "OrderDone"
    message = N_("This order is ready: there is nothing left to promise.")


PROMISE_REFUSED = (
    OrderDone,
    PromiseInGap,
    PromiseAmbiguous,
    PromisePassed,
    PromiseTooFar,
    ReasonMissing,
)
