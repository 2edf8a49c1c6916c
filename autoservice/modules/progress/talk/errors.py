"""What can go wrong with messages of the talk."""

from autoservice.modules.auth.errors import TooManyAttempts
from autoservice.modules.orders.errors import OrderFinished, OrderNotFound
from autoservice.modules.progress.errors import NotYourReport
from autoservice.shared.errors import Invalid, NotFound
from autoservice.shared.i18n import N_


class MessageEmpty(Invalid):
    """Nothing but blanks."""

    code = "MessageEmpty"
    field = "text"
    message = N_("Write something first: the message is empty.")


class MessageTooLong(Invalid):
    """Over the limit."""

    code = "MessageTooLong"
    field = "text"
    message = N_("The message is too long: %(length)d characters, at most %(limit)d are possible.")


class MessageNotFound(NotFound):
    """No such message in this talk."""

    code = "MessageNotFound"
    message = N_("There is no such message.")


# What writing a message may answer, and what taking one back.
WRITING_REFUSED = (OrderNotFound, MessageEmpty, MessageTooLong, TooManyAttempts)
MESSAGE_WITHDRAWAL_REFUSED = (OrderNotFound, MessageNotFound, NotYourReport, OrderFinished)
