"""The name of a browser by its user agent: a hint for the owner, no proof."""

import re
from typing import Final

# The first match counts: most browsers also name the browsers that they imitate.
BROWSERS: Final = (
    ("YaBrowser/", "Yandex Browser"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("OPR/", "Opera"),
    ("Edg", "Edge"),
    ("FxiOS/", "Firefox"),
    ("Firefox/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS: Final = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)
PROGRAM: Final = re.compile(r"[\w.-]+")


def browser_name(user_agent: str) -> str:
    """Return the browser and its system, such as "Chrome, Android"; else the program's name, or nothing."""
    found = [name for names in (BROWSERS, SYSTEMS) if (name := _first(names, user_agent))]
    if found:
        return ", ".join(found)
    program = PROGRAM.match(user_agent)
    return program[0] if program else ""


def _first(names: tuple[tuple[str, str], ...], user_agent: str) -> str:
    return next((name for mark, name in names if mark in user_agent), "")
