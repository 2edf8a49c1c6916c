"""The path that the browser shows: known on the page itself, before the server hears of it."""

import reflex as rx
from reflex_base.vars import VarData

_HOOK = "const {pathname: shownPath} = useLocation();"

# Without a slash at the end, as the server compares it.
SHOWN_PATH = rx.Var(
    'shownPath.replace(/\\/+$/, "")',
    _var_type=str,
    _var_data=VarData(imports={"react-router": ["useLocation"]}, hooks={_HOOK: None}),
).to(str)
