"""Our own drawings, one for each kind of service; where a service has no picture, its category's is shown.

The drawings are symbols of ``templates/illustrations.html.jinja``, in the page's colours, light or dark.
"""

from typing import Final

OTHER: Final = "other"
ILLUSTRATIONS: Final = (
    "maintenance",
    "diagnostics",
    "brakes",
    "engine",
    "electrics",
    "transmission",
    "suspension",
    "wheels",
    "climate",
    "body",
    OTHER,
)


def illustration_of(icon: str) -> str:
    """Return the name of the drawing for a category's ``icon``."""
    return icon if icon in ILLUSTRATIONS else OTHER
