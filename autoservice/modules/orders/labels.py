"""Words for what the rules of orders name, to be translated where they are shown."""

from typing import Final

from autoservice.modules.orders.workflow import HoldReason
from autoservice.shared.i18n import N_

HOLD_LABELS: Final = {
    HoldReason.PARTS: N_("waiting for parts"),
    HoldReason.APPROVAL: N_("waiting for approval"),
    HoldReason.CLIENT: N_("waiting for the client"),
    HoldReason.SUBLET: N_("work at another shop"),
    HoldReason.BAY: N_("waiting for a free bay"),
}
# A stage with its reason, as pages and messages say it.
ON_HOLD: Final = N_("On hold: %(reason)s")
