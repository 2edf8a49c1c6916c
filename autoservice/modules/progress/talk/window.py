"""Which messages of a long talk a page shows at first, as a pure function."""

from collections.abc import Sequence
from typing import Final

from autoservice.modules.progress.talk.models import OrderMessage

# A window begins after a multiple of that: between ten and twenty messages, so that what a reader has loaded
# before it stays its neighbour while new ones come.
BLOCK: Final = 10
LONGEST: Final = 2 * BLOCK
# The bytes of the texts that are sent with each change.
BUDGET: Final = 12_000


def take_window(newest: Sequence[OrderMessage]) -> list[OrderMessage]:
    """Return the messages that are shown of the ``LONGEST`` ``newest`` (newest first), the oldest first."""
    if not newest:
        return []
    first, left, shown = (newest[0].number - 1) // BLOCK * BLOCK - BLOCK + 1, BUDGET, list[OrderMessage]()
    for message in newest:
        left -= len(message.text.encode())
        if message.number < first or (shown and left < 0):
            break
        shown.append(message)
    return shown[::-1]
