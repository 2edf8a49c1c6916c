"""Push messages in the recipient's language, as the service worker reads them."""

import json
from datetime import timedelta
from typing import Final

from autoservice.modules.notifications.kinds import Push
from autoservice.modules.notifications.schemas import PushKeys, RenderedPush
from autoservice.modules.notifications.texts.accounts import wording_of
from autoservice.shared.printable import one_line

# A telephone that was switched off for longer has no use for the news.
LIFE: Final = timedelta(days=1)
# In characters: what screens show, and, with all of it in Cyrillic, less than the 4 KB that services take.
LONGEST_BODY: Final = 300
LONGEST_PLACE: Final = 120


def render(push: Push, endpoint: str, keys: PushKeys) -> RenderedPush:
    """Return the message in words, for one device."""
    wording = wording_of(push.content)
    places = {
        name: _cut(one_line(value), LONGEST_PLACE)
        for name, value in wording.places(push.content, push.locale).items()
    }
    said = {
        "id": push.id,
        "lang": push.locale,
        "title": _cut(wording.title(push.words, push.locale, places), LONGEST_PLACE),
        "body": _cut(wording.texts(push.words, push.locale, places)[0], LONGEST_BODY),
        "url": push.path,
        "tag": push.tag,
    }
    return RenderedPush(
        endpoint=endpoint,
        keys=keys,
        payload=json.dumps(said, ensure_ascii=False).encode(),
        ttl_seconds=int(LIFE.total_seconds()),
        urgency="high" if push.urgent else "normal",
        topic=push.tag,
    )


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else f"{text[: length - 1]}…"
