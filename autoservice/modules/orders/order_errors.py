"""Why an order as a whole, or the exception to a stage's course, is refused."""

from collections.abc import Sequence
from typing import Final

from autoservice.modules.orders.errors import (
    NO_STAGE,
    NamesStages,
    NotYourStage,
    OrderFinished,
    OrderNotFound,
    StageAlreadyCompleted,
    StageNotAssigned,
    StageOnHold,
    StageOutOfOrder,
    StageTransitionRefused,
    StaleVersion,
    StepBuiltUpon,
)
from autoservice.shared.errors import Conflict, Invalid, NotFound
from autoservice.shared.i18n import N_, localized, translate


class OrderOnHold(Conflict):
    """The whole order is on hold: no work is begun before it is resumed."""

    code = "OrderOnHold"
    message = N_("This order is on hold. Resume the order first.")


class OrderNotOnHold(Conflict):
    """Only an order that somebody put on hold can be resumed."""

    code = "OrderNotOnHold"
    message = N_("This order is not on hold.")


class OrderReady(Conflict):
    """All work is done: the car waits to be collected."""

    code = "OrderReady"
    message = N_("The work on this order is done and the car is ready. Reopen the order first.")


class HandoverBegun(Conflict):
    """The order's last stage is under way: the chain is not longer before it than whoever began it saw."""

    code = "HandoverBegun"
    message = N_("The handover of the car has begun: nothing is added before it. Undo its start first.")


class OrderNotReady(NamesStages):
    """A car is not handed over while required work is open."""

    code = "OrderNotReady"
    message = N_("The car is not ready yet. Still to be done: %(stages)s.")


class OrderNotDone(Conflict):
    """Only an order whose work is done can be reopened."""

    code = "OrderNotDone"
    message = N_("This order is not ready or delivered: there is nothing to reopen.")


class OrderBegun(Conflict):
    """Work was begun: the day is no longer to be planned, and the client no longer cancels alone."""

    code = "OrderBegun"
    message = N_("Work on this order has begun already.")


class RequestClosed(Conflict):
    """A request is added to only while the work that was asked for has not begun."""

    code = "RequestClosed"
    message = N_("Photos can be added to the request only while the order waits for its work to begin.")


class AlreadyCheckedIn(Conflict):
    """A car is taken in once."""

    code = "AlreadyCheckedIn"
    message = N_("The car has been taken in already.")


class DayOutOfRange(Invalid):
    """A day that has passed, or is more than a year away."""

    code = "DayOutOfRange"
    message = N_("Choose a day from today on, at most a year ahead.")

    def __init__(self, field: str) -> None:
        super().__init__()
        self.field = field


class ReasonMissing(Invalid):
    """Whoever makes an exception says why."""

    code = "ReasonMissing"
    field = "reason"
    message = N_("Say why, in a few words.")


class StageToReopenMissing(Invalid):
    """An order that is ready has no work to go on with, unless a closed stage is named."""

    code = "StageToReopenMissing"
    field = "stage_ids"
    message = N_("Choose the stage that is to be done again.")


class StageNotClosed(Conflict):
    """Only what is done or skipped can be reopened."""

    code = "StageNotClosed"
    message = N_("This stage is neither done nor skipped.")


class HandoverNotSkipped(Conflict):
    """A car leaves the shop by being handed over."""

    code = "HandoverNotSkipped"
    message = N_("The handover cannot be skipped.")


class ChecklistItemNotFound(NotFound):
    """The stage's checklist has no such item."""

    code = "ChecklistItemNotFound"
    message = N_("This stage has no such item in its checklist.")


class StageIncomplete(Conflict):
    """Answers of the checklist or a needed photo are missing: all of them are named at once."""

    code = "StageIncomplete"
    message = N_("To complete the stage, this is still missing: %(missing)s.")

    def __init__(self, items: Sequence[tuple[str, str, str]], *, photo: bool) -> None:
        super().__init__(missing="")
        self._items, self._photo = items, photo
        answers = [{"item": int(number), "ru": ru, "en": en} for number, ru, en in items]
        self.members = {"missing": {"answers": answers, "photo": photo}}

    def text(self, locale: str) -> str:
        """Return the sentence that names everything, in ``locale``."""
        return translate(locale, self.message, missing=self.describe(locale))

    def describe(self, locale: str) -> str:
        """Return what is missing, in ``locale``."""
        photo = [translate(locale, N_("a photo"))] if self._photo else []
        named = (localized(locale, ru, en) for _, ru, en in self._items)
        answers = [translate(locale, N_("an answer to “%(item)s”"), item=name) for name in named]
        return ", ".join([*photo, *answers])


# What each step of an order as a whole may answer, and what those may that complete one of its stages.
ORDER_REFUSED: Final = (OrderNotFound, OrderFinished, StaleVersion)
ADDING_REFUSED: Final = (*ORDER_REFUSED, OrderReady, HandoverBegun)
TAKING_REFUSED: Final = (
    *ORDER_REFUSED,
    NotYourStage,
    StageNotAssigned,
    StageAlreadyCompleted,
    StageOnHold,
    StageOutOfOrder,
    StageTransitionRefused,
    StageIncomplete,
)
REOPENING_REFUSED: Final = (*NO_STAGE, OrderFinished, StaleVersion, StageNotClosed, ReasonMissing)
STAGE_REOPENING_REFUSED: Final = (*REOPENING_REFUSED, StepBuiltUpon)
SKIP_REFUSED: Final = (
    *NO_STAGE,
    OrderFinished,
    StaleVersion,
    StageAlreadyCompleted,
    HandoverNotSkipped,
    ReasonMissing,
)
ANSWER_REFUSED: Final = (
    *NO_STAGE,
    ChecklistItemNotFound,
    NotYourStage,
    StageNotAssigned,
    StageAlreadyCompleted,
    StageOutOfOrder,
    OrderFinished,
)
