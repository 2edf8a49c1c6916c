"""Content that is served within the page's HTML, as the public pages are (``api/public_pages.py``).

The build leaves a mark where a slot's content goes. In the browser the slot keeps the content that it was
served with, untouched, until the State tells of another: hydration changes nothing and moves nothing. The
State answers for one path; on another one the slot waits, grey.
"""

from typing import Final

import reflex as rx
from reflex_base.vars import VarData

from autoservice.ui.kit.path import CURRENT_PATH

# React sets the HTML again for each new object: one is kept for each slot.
_HOOK: Final = """
const servedSlot = (id, html, path, shown, waiting) => {
  if (!globalThis.document) return {__html: `<!--slot:${id}-->`};
  const served = (globalThis.autoserviceServed ??= {path: shown, slots: {}});
  const slot = (served.slots[id] ??= {first: document.getElementById(id)?.innerHTML ?? ""});
  const [isTold, isSame] = [html && path === shown, html.slice(0, 40) === slot.first.slice(0, 40)];
  const found = isTold && !isSame ? html : isTold || served.path === shown ? slot.first : "";
  if (slot.given?.__html !== (found || waiting)) slot.given = {__html: found || waiting};
  return slot.given;
};
""".replace("\n", " ")
_HOOKS: Final = VarData(hooks={_HOOK: None})
WAITING: Final = (
    '<div class="animate-pulse space-y-3">'
    + "".join(
        f'<div class="h-4 rounded bg-sunken {width}"></div>' for width in ("w-2/3", "w-full", "w-5/6") * 3
    )
    + "</div>"
)


def served_slot(id: str, html: rx.Var[str] | str, path: rx.Var[str] | str) -> rx.Component:
    """Return the slot of that ``id``; ``html`` is its content at ``path``, empty before any was told."""
    told, at, waiting = (rx.Var.create(one) for one in (html, path, WAITING))
    content: rx.Var[dict[str, str]] = rx.Var(
        f"servedSlot({rx.Var.create(id)!s}, {told!s}, {at!s}, {CURRENT_PATH!s}, {waiting!s})",
        _var_data=VarData.merge(*(one._get_all_var_data() for one in (told, at, CURRENT_PATH)), _HOOKS),
    )
    return rx.el.div(
        id=id, custom_attrs={"dangerouslySetInnerHTML": content, "suppressHydrationWarning": True}
    )


def served_title(title: rx.Var[str] | str) -> rx.Var[str]:
    """Return the page's title: the one it was served with, until the State tells of one."""
    told = rx.Var.create(title)
    return rx.Var(f'({told!s} || (globalThis.document?.title ?? ""))', _var_data=told._get_all_var_data()).to(
        str
    )
