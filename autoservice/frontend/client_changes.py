"""Changes of Reflex's own browser client, made as the pages are compiled.

Each change names the text that it replaces, and the build fails when that text is not there exactly once:
then Reflex has changed, and the need for the change must be checked again.
"""

from pathlib import Path
from typing import Final, NamedTuple

from reflex.constants import Templates

CLIENT: Final = "utils/state.js"


class Change(NamedTuple):
    """One text of the client, and its replacement."""

    before: str
    after: str


CHANGES: Final = (
    # The client disconnects when a page is about to be left. Where the page stays (mailto:, tel:,
    # "stay"), nothing connected it again. It also disconnects when the page is left (pagehide),
    # and that is enough.
    Change('    window.addEventListener("beforeunload", disconnectTrigger);\n', ""),
    # The client reloaded the page at once, with the loss of input, or showed a banner in English.
    # assets/page_life shows a notice in the page's language, reloads without loss, and watches the socket.
    Change(
        "  socket.current.on(STATE_MISMATCH_EVENT, handleStateMismatch);\n",
        "  socket.current.on(STATE_MISMATCH_EVENT, () =>\n"
        '    window.dispatchEvent(new Event("autoservice:new-version")),\n'
        "  );\n"
        "  window.autoserviceSocket = socket.current;\n"
        '  window.dispatchEvent(new Event("autoservice:socket"));\n',
    ),
)


class ClientChanged(RuntimeError):
    """Reflex's client is not the version that the changes were written for."""


def reflex_client() -> str:
    """Return the client of the Reflex package."""
    return (Path(Templates.Dirs.WEB_TEMPLATE) / CLIENT).read_text(encoding="utf-8")


def change_client(text: str) -> str:
    """Return ``text`` with all ``CHANGES`` made; raises ``ClientChanged``."""
    for before, after in CHANGES:
        if text.count(before) != 1:
            raise ClientChanged(f"Reflex's {CLIENT} does not have this line once any more: {before.strip()}")
        text = text.replace(before, after)
    return text
