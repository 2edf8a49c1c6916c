"""Changes of Reflex's own browser client and of its compiled files, and of React Router's after the build.

Each change names the text that it replaces, and the build fails when that text is not there exactly once:
then Reflex has changed, and the need for the change must be checked again.
"""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Final, NamedTuple

from reflex.constants import Templates

from autoservice.settings import get_settings

CLIENT: Final = "utils/state.js"
ENTRY: Final = "app/entry.client.js"
DOCUMENT: Final = "app/_document.js"
CONTEXT: Final = "utils/context.jsx"
COMPILED: Final = (DOCUMENT, CONTEXT)


class Change(NamedTuple):
    """One text of the client, and its replacement."""

    before: str
    after: str


CHANGES: Final[dict[str, tuple[Change, ...]]] = {
    CLIENT: (
        # The page has opened the socket long before the client is there (assets/early_socket.js).
        Change(
            'import io from "socket.io-client";\n',
            'import io, { WebSocket as Transport } from "socket.io-client";\n'
            "const { createSocket: openSocket } = Transport.prototype;\n"
            "Transport.prototype.createSocket = function (uri, ...more) {\n"
            "  return globalThis.autoserviceEarlySocket?.(uri) ?? openSocket.call(this, uri, ...more);\n"
            "};\n",
        ),
        # The client disconnects when a page is about to be left. Where the page stays (mailto:, tel:,
        # "stay"), nothing connected it again. It also disconnects when the page is left (pagehide),
        # and that is enough.
        Change('    window.addEventListener("beforeunload", disconnectTrigger);\n', ""),
        # The client reloaded the page at once, with the loss of input, or showed a banner in English.
        # assets/page_life shows a notice in the page's language, reloads without loss, watches the socket;
        # assets/offline keeps what comes by it.
        Change(
            "  socket.current.on(STATE_MISMATCH_EVENT, handleStateMismatch);\n",
            "  socket.current.on(STATE_MISMATCH_EVENT, () =>\n"
            '    window.dispatchEvent(new Event("autoservice:new-version")),\n'
            "  );\n"
            "  socket.current.onAny((_, update) => window.autoserviceEarly?.push(update));\n"
            "  window.autoserviceSocket = socket.current;\n"
            '  window.dispatchEvent(new Event("autoservice:socket"));\n',
        ),
        # Without a connection the client keeps events without a word; assets/page_life/unsent.js has one.
        Change(
            "  const normalized = normalizeEvents(events);\n  if (prepend) {\n",
            "  const normalized = normalizeEvents(events);\n"
            '  window.dispatchEvent(new CustomEvent("autoservice:queued", { detail: normalized }));\n'
            "  if (prepend) {\n",
        ),
    ),
    ENTRY: (
        # The whole page is one boundary: nothing answers a tap before all of it is hydrated. In slices of
        # 5 ms that a transition makes of it, a slow phone takes longer, and the data waits for the last one.
        Change('import { startTransition } from "react";\n', ""),
        Change(
            "startTransition(() => {\n  hydrateRoot(document, createElement(HydratedRouter));\n});\n",
            "hydrateRoot(document, createElement(HydratedRouter));\n",
        ),
    ),
    DOCUMENT: (
        # The styles stand in the page (``shells.py``): a file of them would be another answer to wait for.
        Change('jsx("link",{as:"style",href:reflexGlobalStyles,rel:"preload"},),', ""),
        Change(
            'jsx("link",{href:reflexGlobalStyles,rel:"stylesheet",type:"text/css"},)',
            'jsx("style",{"data-file":reflexGlobalStyles,suppressHydrationWarning:true,dangerouslySetInnerHTML:'
            '{__html:globalThis.pageStyles??globalThis.document?.querySelector("head style")?.textContent}})',
        ),
    ),
    CONTEXT: (
        # A page begins in the language in which it was served, not in the shop's.
        Change(
            f'"locale_rx_state_": "{get_settings().default_locale}"',
            '"locale_rx_state_": globalThis.pageLocale ?? globalThis.document?.documentElement.lang',
        ),
    ),
}


# React Router's loader of a section's script, as the build has minified it: where the script does not
# come, it loads the page anew, which ends on the browser's error page when there is no network. The text in
# its place leaves the page as it is, and hands a way to try again to assets/page_life/sections.js, which
# is told whether the script came then.
SECTION_LOADER: Final = re.compile(
    r"async function (?P<load>[\w$]+)\((?P<route>[\w$]+),(?P<loaded>[\w$]+)\)\{"
    r"if\((?P=route)\.id in (?P=loaded)\)"
    r"[^`]*`Error loading route module[^`]*\\`[^`]*\\`[^`]*`"
    r"[^`]*?window\.location\.reload\(\),new Promise\(\(\)=>\{\}\)\}\}"
)
PATIENT_LOADER: Final = (
    r"async function \g<load>(route,loaded){if(route.id in loaded)return loaded[route.id];"
    r"const load=async()=>loaded[route.id]=await import(route.module);"
    r"return load().catch(()=>new Promise(go=>{"
    r"const again=()=>load().then(one=>(go(one),!0),()=>(tell(),!1)),"
    r'tell=()=>window.dispatchEvent(new CustomEvent("autoservice:section-missing",{detail:again}));tell()}))}'
)


class ClientChanged(RuntimeError):
    """The client is not the version that the changes were written for."""


def packaged(file: str) -> str:
    """Return ``file`` as the Reflex package has it: ``CLIENT`` or ``ENTRY``."""
    return (Path(Templates.Dirs.WEB_TEMPLATE) / file).read_text(encoding="utf-8")


def change(file: str, text: str) -> str:
    """Return ``text``, which is ``file``, with all its ``CHANGES`` made; raises ``ClientChanged``."""
    for before, after in CHANGES[file]:
        if text.count(before) != 1:
            raise ClientChanged(f"Reflex's {file} does not have this line once any more: {before.strip()}")
        text = text.replace(before, after)
    return text


def change_section_loader(scripts: Iterable[Path]) -> None:
    """Replace ``SECTION_LOADER`` in the one of the built scripts that has it; raises ``ClientChanged``."""
    texts = {path: path.read_text(encoding="utf-8") for path in scripts}
    found = [path for path, text in texts.items() if SECTION_LOADER.search(text)]
    if len(found) != 1:
        raise ClientChanged(f"React Router's loader of routes stands in {len(found)} scripts.")
    found[0].write_text(SECTION_LOADER.sub(PATIENT_LOADER, texts[found[0]]), encoding="utf-8")
