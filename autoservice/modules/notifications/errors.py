"""What can go wrong with notifications."""

from typing import Self

from autoservice.modules.notifications.groups import MailTrouble
from autoservice.shared.errors import Conflict, DomainError, Invalid, NotFound
from autoservice.shared.i18n import N_
from autoservice.shared.outbox import KeptWaiting


class MailNotSent(DomainError):
    """The e-mail was not handed over. ``reason`` names neither the recipient nor a password."""

    code = "MailNotSent"
    status = 502
    message = N_("The e-mail could not be sent: %(reason)s")


class AddressUnknown(MailNotSent):
    """The server knows that the recipient's address does not exist."""

    code = "AddressUnknown"
    message = N_("The e-mail address does not exist: %(reason)s")


class MailServerTrouble(MailNotSent, KeptWaiting):
    """No e-mail of the shop leaves, for a reason that is nobody's but its operator's: all of them wait."""

    code = "MailServerTrouble"
    status = 503
    trouble = MailTrouble.UNREACHABLE

    @classmethod
    def of(cls, trouble: MailTrouble, reason: str) -> Self:
        """Return the error of a trouble."""
        error = cls(reason=reason)
        error.trouble = trouble
        return error


class UnknownSubscription(NotFound):
    """The token of a link is not one of ours, or its person is gone."""

    code = "UnknownSubscription"
    message = N_("This link is not complete. You can choose in your profile what you want to be told.")


class NoMailServer(DomainError):
    """Nothing is there that could carry an e-mail."""

    code = "NoMailServer"
    status = 503
    message = N_("No mail server is set up (AUTOSERVICE_SMTP_URL).")


class NoWebPush(DomainError):
    """The shop sends no push messages."""

    code = "NoWebPush"
    status = 503
    message = N_("Push messages are switched off here (AUTOSERVICE_PUSH_HOSTS).")


class BadPushSubscription(Invalid):
    """The endpoint is none of a known push service, or a key is none."""

    code = "BadPushSubscription"
    message = N_("Push messages cannot be sent to this browser.")


class PushNotSent(DomainError):
    """The push service did not take the message. ``reason`` does not name the endpoint."""

    code = "PushNotSent"
    status = 502
    message = N_("The push message could not be sent: %(reason)s")


class PushSubscriptionGone(DomainError):
    """The browser has ended the subscription."""

    code = "PushSubscriptionGone"
    status = 410
    message = N_("This browser takes push messages no longer.")


class NoSmsProvider(DomainError):
    """Nothing is there that could carry SMS."""

    code = "NoSmsProvider"
    status = 503
    message = N_("SMS are not set up (AUTOSERVICE_SMS_URL).")


class SmsNotSent(DomainError):
    """The provider has not taken the message. ``reason`` names neither a number nor a secret."""

    code = "SmsNotSent"
    status = 502
    message = N_("The SMS could not be sent: %(reason)s")


class SmsInDoubt(SmsNotSent):
    """The request was sent, and no answer came: the provider may have the message."""

    code = "SmsInDoubt"
    message = N_("Whether the SMS was sent is not known: %(reason)s")


class SmsRefused(SmsNotSent):
    """No further attempt helps; ``stopped`` if the owner of the number has answered STOP."""

    code = "SmsRefused"

    def __init__(self, reason: str, *, stopped: bool = False) -> None:
        super().__init__(reason=reason)
        self.stopped = stopped


class SmsUntraceable(DomainError):
    """The provider cannot be asked whether it has a message."""

    code = "SmsUntraceable"
    status = 502
    message = N_("The SMS provider cannot be asked what became of a message.")


class UnsignedCallback(DomainError):
    """What claims to come from the SMS provider is not signed by it."""

    code = "UnsignedCallback"
    # As if there were nothing: whoever guesses learns no more.
    status = 404
    message = N_("This request is not signed by the SMS provider.")


class DeliveryNotDead(Conflict):
    """Only what has failed for good can be sent again."""

    code = "DeliveryNotDead"
    message = N_("This message has not failed, or it is being sent again already.")


class TextNotFound(NotFound):
    """There is no kind of message with such a name whose text can be edited."""

    code = "TextNotFound"
    message = N_("There is no such message.")


class LoneBrace(Invalid):
    """A brace of a text has no partner."""

    code = "LoneBrace"
    message = N_("A brace has no partner. Write variables like {number}.")


class UnknownPlace(Invalid):
    """The text has a variable that messages of its kind don't know."""

    code = "UnknownPlace"
    message = N_("This message has no variable %(place)s. It has: %(known)s.")


class NoOwnEmail(Conflict):
    """The actor's account has no e-mail address."""

    code = "NoOwnEmail"
    message = N_("Your account has no e-mail address. Add one in your profile.")
