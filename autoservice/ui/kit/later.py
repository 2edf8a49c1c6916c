"""What a page that was just loaded shows a moment after its first screen.

A slow phone needs most of a second to draw a whole order. What it is looked at for is drawn first, and
what is below the screen right after it, in slices between which a tap is answered. A page that is reached
within the program is drawn at once: its scroll position is restored.
"""

from typing import Final

import reflex as rx
from reflex_base.vars import VarData

_HOOKS: Final = (
    "const [isLater, setLater] = useState(Boolean(globalThis.autoserviceDrawn));",
    "useEffect(() => { const timer = setTimeout(() => { globalThis.autoserviceDrawn = true; "
    "startTransition(() => setLater(true)); }); return () => clearTimeout(timer); }, []);",
)
_IS_LATER: Final = rx.Var(
    "isLater",
    _var_type=bool,
    _var_data=VarData(
        imports={"react": ["startTransition", "useEffect", "useState"]}, hooks=dict.fromkeys(_HOOKS)
    ),
).to(bool)

_PLACE: Final = rx.el.div(class_name="min-h-dvh", custom_attrs={"data-later": ""})


def later(*content: rx.Component) -> rx.Component:
    """Return ``content``, drawn after what is around it; until then its place, of a screen's height."""
    return rx.cond(_IS_LATER, rx.fragment(*content), _PLACE)
