"""What messages by SMS say, in English msgids: one part each, in Russian 70 characters with the link.

``%(name)s`` places are filled by ``places`` of the wordings; the link stands behind the text.
"""

from typing import Final

from autoservice.modules.notifications.groups import Kind
from autoservice.shared.i18n import N_

SMS_NEWS: Final = {
    Kind.ORDER_PLACED: N_("New order %(number)s: %(car)s."),
    Kind.CHECKED_IN: N_("Order %(number)s: your car is checked in."),
    Kind.ON_HOLD: N_("Order %(number)s: the work is on hold."),
    Kind.NEEDS_YOU: N_("Order %(number)s: your answer is needed."),
    Kind.READY: N_("Order %(number)s: your car is ready."),
    Kind.DELIVERED: N_("Order %(number)s: your car is handed over."),
    Kind.CANCELLED: N_("Order %(number)s is cancelled."),
    Kind.WORK_ASSIGNED: N_("Order %(number)s: new work for you, %(car)s."),
    Kind.WORK_CANCELLED: N_("Order %(number)s is cancelled: %(car)s."),
    Kind.COMMENTS: N_("Order %(number)s: new comments: %(count)s."),
    Kind.WORK_COMMENTS: N_("Order %(number)s: new comments: %(count)s."),
    Kind.PHOTOS: N_("Order %(number)s: new photos: %(count)s."),
    Kind.JOBS_ADDED: N_("Order %(number)s: services added: %(count)s."),
    Kind.WORK_PROPOSED: N_("Order %(number)s: extra work waits for your decision."),
    Kind.WORK_CHANGED: N_("Order %(number)s: extra work waits for your decision."),
    Kind.CLIENT_WROTE: N_("Order %(number)s: the client wrote to you."),
    Kind.SHOP_WROTE: N_("Order %(number)s: the shop wrote to you."),
}
SMS_TRIAL: Final = N_("A test message: this is how messages of the shop reach you.")
CONFIRM_PHONE: Final = N_("%(code)s is your code at %(site)s. Tell it to nobody.")
ALREADY_REGISTERED: Final = N_("There is an account with this number at %(site)s already. Sign in there:")
RESET_PASSWORD: Final = N_("A new password at %(site)s:")
