"""The path that the browser shows, read on the page itself without the server."""

import reflex as rx
from reflex_base.vars import VarData

_HOOK = "const {pathname: shownPath} = useLocation();"

# Without a slash at the end, as the server compares it.
CURRENT_PATH = rx.Var(
    'shownPath.replace(/\\/+$/, "")',
    _var_type=str,
    _var_data=VarData(imports={"react-router": ["useLocation"]}, hooks={_HOOK: None}),
).to(str)
