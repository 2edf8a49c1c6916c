"""The viewer's sections: in the header where there is room, in a bar at the bottom on phones."""

from collections.abc import Callable
from typing import Final, NamedTuple

import reflex as rx

from autoservice.shared.access import Permission
from autoservice.ui.kit.forms import link
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.icons import icon
from autoservice.ui.kit.theme import FOCUS_INSET, Text, classes
from autoservice.ui.kit.viewer import may

CATALOG: Final = "/admin/catalog"
BAR: Final = "border-border bg-surface print:hidden"


class Section(NamedTuple):
    """A section of the navigation."""

    path: str
    name: rx.Var[str]
    icon: str
    permission: Permission


def header_links(here: str) -> rx.Component:
    """Return the viewer's sections for a header; ``here`` is the path of the current one."""
    return rx.el.nav(
        _permitted_sections(here, _nav_link),
        aria_label=t("Sections"),
        class_name="hidden shrink-0 items-stretch self-stretch gap-1 md:flex",
    )


def _sections() -> list[Section]:
    return [
        Section("/orders", t("My orders"), "clipboard", Permission.READ_OWN_ORDERS),
        Section("/orders/new", t("New order"), "plus", Permission.CREATE_ORDER),
        Section("/vehicles", t("My cars"), "car", Permission.READ_OWN_ORDERS),
        Section("/work", t("My work"), "wrench", Permission.READ_ASSIGNED_ORDERS),
        Section("/admin", t("Today"), "gauge", Permission.READ_REPORTS),
        Section("/admin/orders", t("Orders"), "clipboard", Permission.READ_ALL_ORDERS),
        Section("/admin/vehicles", t("Cars"), "car", Permission.READ_ALL_ORDERS),
        Section("/admin/users", t("People"), "people", Permission.READ_USERS),
        Section(CATALOG, t("Catalog"), "book", Permission.MANAGE_CATALOG),
        Section("/", t("Services"), "list", Permission.READ_CATALOG),
    ]


def _permitted_sections(here: str, render: Callable[[Section, bool], rx.Component]) -> rx.Component:
    return rx.fragment(
        *(rx.cond(may(section.permission), render(section, section.path == here)) for section in _sections())
    )


def _nav_link(section: Section, current: bool) -> rx.Component:
    # Forced colours show a transparent border.
    others = "border-transparent text-muted hover:text-text forced-colors:border-[Canvas]"
    style = "border-accent text-text forced-colors:border-[Highlight]" if current else others
    return link(
        section.name,
        href=section.path,
        class_name=classes(
            "flex items-center border-b-3 px-3 pt-0.5 font-semibold",
            FOCUS_INSET,
            style,
            _visibility(section),
        ),
        custom_attrs={"aria-current": "page"} if current else {},
    )


def _visibility(section: Section) -> Text:
    """Return the classes of a section that has to leave its place to others where there is little room."""
    if section.path != "/":
        return ""
    return rx.cond(may(Permission.MANAGE_CATALOG), "max-xl:hidden", "")


def tab_bar(here: str) -> rx.Component:
    """Return the same sections for the bottom of a phone's screen."""
    return rx.el.nav(
        _permitted_sections(here, _tab),
        aria_label=t("Sections"),
        class_name=classes(
            "pointer-events-auto flex border-t pb-[env(safe-area-inset-bottom)] md:hidden", BAR
        ),
    )


def _tab(section: Section, current: bool) -> rx.Component:
    style = "text-accent before:bg-accent forced-colors:before:bg-[Highlight]" if current else "text-muted"
    return link(
        icon(section.icon, "size-6"),
        rx.el.span(section.name),
        href=section.path,
        class_name=classes(
            "relative flex min-h-14 flex-1 flex-col items-center justify-center gap-0.5 text-xs "
            "font-semibold before:absolute before:inset-x-6 before:top-0 before:h-0.5",
            FOCUS_INSET,
            style,
            _visibility(section),
        ),
        custom_attrs={"aria-current": "page"} if current else {},
    )
