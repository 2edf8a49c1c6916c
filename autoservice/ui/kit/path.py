"""The path that the browser shows, read on the page itself without the server; and the id in a path."""

from typing import Final

import reflex as rx
from reflex_base.vars import VarData

from autoservice.shared.i18n import LOCALES

_HOOK = "const {pathname: shownPath} = useLocation();"
_DATA: Final = VarData(imports={"react-router": ["useLocation"]}, hooks={_HOOK: None})
# The language that the address of a public page fixes (``storefront/addresses.py``).
_FIXED: Final = rf"/^\/({'|'.join(LOCALES)})(?=\/|$)/"

# Without a slash at the end, as the server compares it.
CURRENT_PATH = rx.Var('shownPath.replace(/\\/+$/, "")', _var_type=str, _var_data=_DATA).to(str)
FIXES_LANGUAGE = rx.Var(f"{_FIXED}.test(shownPath)", _var_type=bool, _var_data=_DATA).to(bool)


def id_of(path: str) -> int:
    """Return the id of the row whose page has that path; 0, which no row has, where there is none."""
    last = path.rstrip("/").rpartition("/")[2]
    return int(last) if last.isdecimal() and len(last) < 10 else 0


def path_in(locale: str) -> rx.vars.StringVar:
    """Return the path of the shown public page in ``locale``, where the address fixes a language."""
    return rx.Var(f'shownPath.replace({_FIXED}, "/{locale}")', _var_type=str, _var_data=_DATA).to(str)
