"""What can go wrong with orders and stages."""

from autoservice.shared.errors import AccessDenied, Conflict, NotFound
from autoservice.shared.i18n import N_


class OrderNotFound(NotFound):
    """No such order, or somebody else's."""

    message = N_("There is no such order.")


class StageNotFound(NotFound):
    """The order has no such stage."""

    message = N_("This order has no such stage.")


class StageAlreadyCompleted(Conflict):
    """A second completion of the same stage."""

    message = N_("This stage is already completed.")


class StageAlreadyStarted(Conflict):
    """A second start of the same stage."""

    message = N_("This stage has already been started.")


class StageNotAssigned(Conflict):
    """Work cannot begin before somebody is responsible for it."""

    message = N_("No mechanic is assigned to this stage yet.")


class StageOutOfOrder(Conflict):
    """An earlier required stage is still open."""

    message = N_("An earlier stage of this order is not finished yet.")


class StageTransitionRefused(Conflict):
    """The stage's state does not permit the step."""

    message = N_("The stage cannot be changed like this in its present state.")


class StaleVersion(Conflict):
    """The page was older than the record."""


class NotYourStage(AccessDenied):
    """Only the mechanic to whom a stage is assigned works on it."""

    message = N_("This stage is assigned to another mechanic.")


class OrdersStillOpen(Conflict):
    """Whoever has a car or work in the shop cannot leave yet."""

    message = N_("You still have open orders. Wait until they are delivered, or ask the shop.")


class OrderFinished(Conflict):
    """A delivered or cancelled order does not change any more."""

    message = N_("This order is finished and can no longer be changed.")


# What each operation on a stage may answer, and each step of the work on it.
NO_STAGE = (OrderNotFound, StageNotFound)
STEP_REFUSED = (
    *NO_STAGE,
    OrderFinished,
    NotYourStage,
    StageAlreadyCompleted,
    StageNotAssigned,
    StageOutOfOrder,
    StageTransitionRefused,
    StaleVersion,
)
