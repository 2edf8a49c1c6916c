"""Our own drawings, one for each kind of service; where a service has no picture, its category's is shown.

The drawings are symbols of ``templates/illustrations.html.jinja``, in the page's colours, light or dark.
"""

from typing import Final

from autoservice.modules.catalog.services.icons import CategoryIcon

ILLUSTRATIONS: Final = tuple(one.value for one in CategoryIcon)


def illustration_of(icon: str) -> str:
    """Return the name of the drawing for a category's ``icon``."""
    return icon if icon in ILLUSTRATIONS else CategoryIcon.OTHER.value
