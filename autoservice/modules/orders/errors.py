"""Errors of orders and stages."""

from collections.abc import Sequence
from typing import Protocol

from autoservice.shared.errors import AccessDenied, Conflict, Invalid, NotFound
from autoservice.shared.i18n import N_, format_money, localized, translate


class Named(Protocol):
    """A stage, as a sentence names it."""

    @property
    def name_ru(self) -> str: ...
    @property
    def name_en(self) -> str: ...


class NamesStages(Conflict):
    """A refusal that names all the stages that are in the way.

    Their names are kept, not the stages: it is rendered when the transaction is over.
    """

    code = "StagesOpen"
    message = N_("Still to be done: %(stages)s.")

    def __init__(self, stages: Sequence[Named]) -> None:
        super().__init__(stages="")
        self._names = [(stage.name_ru, stage.name_en) for stage in stages]
        self.members = {"missing": [english for _, english in self._names]}

    def text(self, locale: str) -> str:
        """Return the sentence with the names of the stages, in ``locale``."""
        names = (localized(locale, ru, en) for ru, en in self._names)
        return translate(locale, self.message, stages=", ".join(names))


class OrderNotFound(NotFound):
    """No such order, or somebody else's."""

    code = "OrderNotFound"
    message = N_("There is no such order.")


class PriceChanged(Conflict):
    """What is ordered costs something else than the client was shown."""

    code = "PriceChanged"
    message = N_("The price has changed: it is now %(price)s. Nothing was ordered yet.")

    def __init__(self, price_minor: int, currency: str) -> None:
        super().__init__(price="")
        self._price = price_minor, currency

    def text(self, locale: str) -> str:
        """Return the sentence with the present price, in ``locale``."""
        return translate(locale, self.message, price=format_money(locale, *self._price))


class WishedDayOutOfRange(Invalid):
    """The wished day is over, or more than a year away."""

    code = "WishedDayOutOfRange"
    field = "wished_on"
    message = N_("Choose a day from today up to a year ahead.")


class StageNotFound(NotFound):
    """The order has no such stage."""

    code = "StageNotFound"
    message = N_("This order has no such stage.")


class StageAlreadyCompleted(Conflict):
    """A second completion of the same stage."""

    code = "StageAlreadyCompleted"
    message = N_("This stage is already completed.")


class StageAlreadyStarted(Conflict):
    """A second start of the same stage."""

    code = "StageAlreadyStarted"
    message = N_("This stage has already been started.")


class StageNotAssigned(Conflict):
    """Work cannot begin before somebody is responsible for it."""

    code = "StageNotAssigned"
    message = N_("No mechanic is assigned to this stage yet.")


class StageOutOfOrder(NamesStages):
    """An earlier required stage is still open."""

    code = "StageOutOfOrder"
    message = N_("Earlier stages of this order are not finished yet: %(stages)s.")


class StageTransitionRefused(Conflict):
    """The stage's state does not permit the step."""

    code = "StageTransitionRefused"
    message = N_("The stage cannot be changed like this in its present state.")


class StageOnHold(Conflict):
    """The stage is on hold: no work goes on before it is resumed."""

    code = "StageBlocked"
    message = N_("This stage is on hold. Resume it first.")


class StageNotBlocked(Conflict):
    """Only a stage on hold can be resumed."""

    code = "StageNotBlocked"
    message = N_("This stage is not on hold.")


class NothingToUndo(Conflict):
    """Since the last start or completion the stage has changed, or there was none."""

    code = "NothingToUndo"
    message = N_("There is nothing to undo: the stage has changed since.")


class NotYourStep(AccessDenied):
    """Only who made a step undoes it."""

    code = "NotYourStep"
    message = N_("Only the person who did this can undo it.")


class StepBuiltUpon(Conflict):
    """A later stage was begun because this one was completed."""

    code = "StepBuiltUpon"
    message = N_("This can no longer be undone: a later stage has been started.")


class UndoTooLate(Conflict):
    """The time for taking a step back is over."""

    code = "UndoTooLate"
    message = N_("This can no longer be undone: more than a minute has passed.")


class MechanicGone(Conflict):
    """The work would be given back to an account that was deleted meanwhile."""

    code = "MechanicGone"
    message = N_("This can no longer be undone: the mechanic's account has been deleted.")


class WorkBegun(Conflict):
    """Work that was begun can be given to another mechanic, but not to nobody."""

    code = "WorkBegun"
    message = N_("This work has been begun. Give it to another mechanic instead.")


class AssignmentChanged(Conflict):
    """The assignment that the caller would replace is no longer the present one."""

    code = "AssignmentChanged"
    message = N_("Meanwhile somebody else has given out this work. Look who has it now, and choose again.")


class StaleVersion(Conflict):
    """The page was older than the record."""

    code = "StaleVersion"


class NotYourStage(AccessDenied):
    """Only the mechanic to whom a stage is assigned works on it."""

    code = "NotYourStage"
    message = N_("This stage is assigned to another mechanic.")


class OrdersStillOpen(Conflict):
    """Whoever has a car or work in the shop cannot leave yet."""

    code = "OrdersStillOpen"
    message = N_("You still have open orders. Wait until they are delivered, or ask the shop.")


class OrderFinished(Conflict):
    """A delivered or cancelled order does not change any more."""

    code = "OrderFinished"
    message = N_("This order is finished and can no longer be changed.")


# What each operation on a stage may answer, each change of its hold, each step that needs its turn, and each
# that is taken back.
NO_STAGE = (OrderNotFound, StageNotFound)
HOLD_REFUSED = (*NO_STAGE, OrderFinished, NotYourStage, StageNotAssigned, StaleVersion)
STEP_REFUSED = (
    *HOLD_REFUSED,
    StageAlreadyCompleted,
    StageOnHold,
    StageOutOfOrder,
    StageTransitionRefused,
)
UNDO_REFUSED = (*HOLD_REFUSED, NothingToUndo, NotYourStep, StepBuiltUpon, UndoTooLate, MechanicGone)
