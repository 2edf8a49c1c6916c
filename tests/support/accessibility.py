"""A page as a screen reader gets it: Chromium's accessibility tree."""

from collections import Counter
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from playwright.sync_api import Page

CONTROLS: Final = {
    "button",
    "checkbox",
    "combobox",
    "DisclosureTriangle",
    "link",
    "progressbar",
    "searchbox",
    "switch",
    "textbox",
}
# The browser's own controls are inside, which a page can neither name nor leave out.
NATIVE: Final = {"Date", "DateTime", "InputTime"}
# Of each a page has one.
ONCE: Final = ("banner", "main", "contentinfo")


class Part(NamedTuple):
    """A part of the tree; ``address`` is where a link leads, ``level`` that of a heading."""

    role: str
    name: str
    level: int = 0
    address: str = ""


def parts(page: Page) -> list[Part]:
    """Return the headings, landmarks and controls of the page, as far as they are not hidden."""
    session = page.context.new_cdp_session(page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    session.detach()
    by_id = {node["nodeId"]: node for node in nodes}
    heard = [_part(node) for node in _in_order(by_id, nodes[0]["nodeId"]) if not node["ignored"]]
    return [part for part in heard if part.role in {"heading", "navigation", *ONCE, *CONTROLS}]


def faults(heard: list[Part]) -> list[str]:
    """Return what a listener would miss: a skipped level, a landmark, a name, two controls with one name."""
    return [*_headings(heard), *_landmarks(heard), *_names(heard)]


def _in_order(nodes: dict[str, Any], id: str) -> Iterator[Any]:
    if node := nodes.get(id):
        yield node
        is_native = node.get("role", {}).get("value") in NATIVE
        for child in () if is_native else node.get("childIds", []):
            yield from _in_order(nodes, child)


def _part(node: dict[str, Any]) -> Part:
    more = {one["name"]: one["value"].get("value") for one in node.get("properties", [])}
    role, name = (str(node.get(one, {}).get("value", "")) for one in ("role", "name"))
    return Part(role, name, int(more.get("level") or 0), str(more.get("url", "")))


def _headings(heard: list[Part]) -> Iterator[str]:
    before = 0
    for part in (one for one in heard if one.role == "heading"):
        if part.level > before + 1:
            yield f"Heading {part.level} follows {before}: {part.name}"
        before = part.level


def _landmarks(heard: list[Part]) -> Iterator[str]:
    counts = Counter(part.role for part in heard)
    yield from (f"{counts[role]} times {role}" for role in ONCE if counts[role] != 1)
    navigations = Counter(part.name for part in heard if part.role == "navigation")
    yield from (f"Navigation {name!r}, {n} times" for name, n in navigations.items() if n > 1 or not name)


def _names(heard: list[Part]) -> Iterator[str]:
    controls = [part for part in heard if part.role in CONTROLS]
    yield from (f"{part.role} without a name" for part in controls if not part.name.strip())
    # Links to one address may be called the same.
    different = {(part.role, part.name, part.address or index) for index, part in enumerate(controls)}
    counts = Counter((role, name) for role, name, _ in different)
    yield from (f"{n} different {role}s called {name!r}" for (role, name), n in counts.items() if n > 1)
