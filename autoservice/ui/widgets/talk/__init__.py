"""The talk of client and shop under an order, live."""

from autoservice.ui.widgets.talk.components import talk_card, talk_line
from autoservice.ui.widgets.talk.state import TalkState

__all__ = ["TalkState", "talk_card", "talk_line"]
