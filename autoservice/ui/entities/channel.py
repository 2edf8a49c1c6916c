"""Channels: what they are called."""

from typing import Final

from autoservice.modules.notifications.groups import Channel
from autoservice.shared.i18n import N_

CHANNELS: Final = {
    Channel.IN_APP: N_("In the program"),
    Channel.EMAIL: N_("E-mail"),
    Channel.PUSH: N_("Push"),
    Channel.SMS: N_("SMS"),
}
