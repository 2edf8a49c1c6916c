"""What e-mails about claimed orders say."""

from typing import Final

from autoservice.modules.notifications.kinds import ClaimAnswered
from autoservice.modules.notifications.texts.wording import Wording
from autoservice.shared.i18n import N_

BECAUSE: Final = N_("You receive this e-mail because your account at %(site)s asked for earlier orders.")
CLAIM_GRANTED: Final = Wording[ClaimAnswered](
    subject=N_("Your earlier orders are in your account"),
    paragraphs=(N_("The orders and cars that the shop entered for you are in your account now."),),
    button=N_("Show my orders"),
    link=lambda content: content.link,
    because=BECAUSE,
)
CLAIM_REFUSED: Final = Wording[ClaimAnswered](
    subject=N_("Your request for earlier orders was refused"),
    paragraphs=(N_("The shop could not see that these orders are yours. Ask at the shop if they are."),),
    button=N_("Ask again"),
    link=lambda content: content.link,
    because=BECAUSE,
)
