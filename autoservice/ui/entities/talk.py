"""The talk under an order in the viewer's language."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from autoservice.modules.progress.talk.schemas import OrderMessageView, TalkView
from autoservice.shared.access import Permission
from autoservice.shared.i18n import N_, format_moment, translate
from autoservice.ui.current import Viewer
from autoservice.ui.kit.new_messages import count_new_messages
from autoservice.ui.kit.people import display_name
from autoservice.ui.kit.theme import ViewModelVar


@dataclass(frozen=True)
class TalkMessageViewModel:
    """A message; those of the viewer's own side stand on the right."""

    id: str
    number: int
    author: str
    time: str
    text: str
    own_side: bool
    withdrawn: bool
    can_withdraw: bool


@dataclass(frozen=True)
class TalkViewModel:
    """What is known of a talk beside its newest messages, the first of which has the number ``first``.

    ``url`` is the order's path of REST, ``unread`` says in words how many messages are, ``up_to`` is the
    number to be marked as read (empty for nothing), ``gone`` are those of earlier messages that were taken
    back.
    """

    url: str = ""
    name: str = ""
    unread: str = ""
    up_to: str = ""
    first: int = 0
    gone: list[int] = field(default_factory=list)


TalkVar = ViewModelVar


def talk_view_model(order_id: int, talk: TalkView, viewer: Viewer) -> TalkViewModel:
    """Return the talk without its messages."""
    return TalkViewModel(
        url=f"/api/orders/{order_id}",
        name=translate(viewer.locale, N_("Talk")),
        unread=count_new_messages(talk.unread, viewer.locale),
        up_to=str(talk.messages[-1].number) if talk.unread else "",
        first=talk.messages[0].number if talk.messages else 0,
        gone=talk.gone,
    )


def message_view_models(messages: Iterable[OrderMessageView], viewer: Viewer) -> list[TalkMessageViewModel]:
    """Return messages in the viewer's language."""
    is_shop = viewer.actor.may(Permission.READ_INTERNAL)
    return [
        TalkMessageViewModel(
            id=str(one.id),
            number=one.number,
            author=_author(one, viewer),
            time=format_moment(viewer.locale, one.created_at, viewer.zone),
            text=one.text,
            own_side=one.from_shop is is_shop,
            withdrawn=one.withdrawn,
            can_withdraw=one.can_withdraw,
        )
        for one in messages
    ]


def _author(message: OrderMessageView, viewer: Viewer) -> str:
    """Return who wrote it; whoever follows a link reads no names."""
    if message.is_own:
        return translate(viewer.locale, N_("You"))
    if message.by_link:
        return translate(viewer.locale, N_("By tracking link"))
    if message.author_id:
        return display_name(viewer.locale, message.author_name)
    return translate(viewer.locale, N_("The shop") if message.from_shop else N_("The client"))
