"""How often what may be tried, in which time."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Limit:
    """At most ``amount`` attempts in ``seconds``, counted for one key."""

    name: str
    amount: int
    seconds: int


QUARTER_HOUR: Final = 15 * 60
HOUR: Final = 60 * 60

# Failures only: what was right is given back.
ACCOUNT_FAILURES: Final = Limit("account_failures", 10, QUARTER_HOUR)
NETWORK_FAILURES: Final = Limit("network_failures", 10, QUARTER_HOUR)
# Codes of one account from everywhere together: whoever tries them knows its password.
CODE_FAILURES: Final = Limit("code_failures", 10, QUARTER_HOUR)
# E-mails that a stranger can cause: to one recipient of one purpose, and from one network.
EMAILS_TO: Final = Limit("emails_to", 5, HOUR)
EMAILS_FROM: Final = Limit("emails_from", 30, HOUR)
# SMS cost money: codes to one number of one purpose, in an hour and in a day, and from one network.
SMS_TO: Final = Limit("sms_to", 5, HOUR)
SMS_TO_DAILY: Final = Limit("sms_to_daily", 10, 24 * HOUR)
SMS_FROM: Final = Limit("sms_from", 15, HOUR)
# Each change tells whether the number is somebody else's.
PHONE_CHANGES: Final = Limit("phone_changes", 5, HOUR)
# Each claim tries facts about somebody who may be another person.
CLAIMS: Final = Limit("claims", 5, HOUR)
# Test messages that somebody sends to themselves.
TRIAL_MESSAGES: Final = Limit("trial_messages", 5, HOUR)
# Addresses of tracking links that are opened from one network.
LINK_OPENINGS: Final = Limit("link_openings", 120, QUARTER_HOUR)
# Messages to a shop that the holders of one tracking link write.
LINK_MESSAGES: Final = Limit("link_messages", 20, HOUR)
# Hashing is slow, and anybody can ask for it.
NEW_PASSWORDS: Final = Limit("new_passwords", 60, HOUR)
