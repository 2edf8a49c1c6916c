"""The shell of every page: skip link, header, the role's navigation, main region, footer."""

from collections.abc import Callable
from typing import Final, NamedTuple

import reflex as rx

from autoservice.ui.shared.feedback import connection_banner
from autoservice.ui.shared.forms import button, link, link_button, native_form
from autoservice.ui.shared.i18n import t
from autoservice.ui.shared.icons import icon, mark
from autoservice.ui.shared.theme import CONTAINER, FOCUS_INSET, NARROW, Child, classes
from autoservice.ui.shared.viewer import ViewerState

BAR: Final = "border-border bg-surface print:hidden"


class Section(NamedTuple):
    """A place that the navigation leads to."""

    path: str
    name: rx.Var[str]
    icon: str


def page(*children: Child, here: str = "", width: str = CONTAINER) -> rx.Component:
    """A whole page; ``here`` is the path of the section it belongs to."""
    return rx.el.div(
        _skip_link(),
        _header(here),
        rx.el.main(
            *children, id="main", tab_index=-1, class_name=classes(width, "flex-1 py-6 outline-none sm:py-10")
        ),
        _footer(),
        rx.cond(ViewerState.signed_in, _tab_bar(here)),
        connection_banner(),
        lang=ViewerState.locale,
        class_name="flex min-h-dvh flex-col",
    )


def narrow_page(*children: Child) -> rx.Component:
    """A page with one small form in the middle: sign-in, registration."""
    return page(*children, width=NARROW)


def _skip_link() -> rx.Component:
    return rx.el.a(
        t("Skip to content"),
        href="#main",
        class_name=(
            "sr-only focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-50 focus:rounded-lg "
            "focus:bg-surface focus:px-4 focus:py-3 focus:font-semibold"
        ),
    )


def _header(here: str) -> rx.Component:
    return rx.el.header(
        rx.el.div(
            _wordmark(),
            rx.el.nav(
                _of_role(here, _nav_link),
                aria_label=t("Sections"),
                class_name="hidden h-full items-stretch gap-1 md:flex",
            ),
            rx.el.div(_language_switch(), _account(), class_name="ml-auto flex items-center gap-1 sm:gap-3"),
            class_name=classes(CONTAINER, "flex h-16 items-center gap-4 lg:gap-8"),
        ),
        class_name=classes("sticky top-0 z-40 border-b", BAR),
    )


def _wordmark() -> rx.Component:
    return link(
        mark(),
        rx.el.span("autoservice"),
        href=ViewerState.home,
        class_name="-ml-1 flex min-h-11 items-center gap-2 rounded-lg px-1 text-lg font-bold tracking-tight",
    )


def _sections() -> dict[str, list[Section]]:
    services = Section("/", t("Services"), "list")
    return {
        "client": [
            Section("/orders", t("My orders"), "clipboard"),
            Section("/orders/new", t("New order"), "plus"),
            services,
        ],
        "mechanic": [Section("/work", t("My work"), "wrench"), services],
        "administrator": [Section("/admin/orders", t("Orders"), "clipboard"), services],
        "guest": [services],
    }


def _of_role(here: str, draw: Callable[[Section, bool], rx.Component]) -> rx.Component:
    menus = {
        role: rx.fragment(*(draw(section, section.path == here) for section in sections))
        for role, sections in _sections().items()
    }
    return rx.match(ViewerState.role, *menus.items(), menus["guest"])


def _nav_link(section: Section, current: bool) -> rx.Component:
    look = "border-accent text-text" if current else "border-transparent text-muted hover:text-text"
    return link(
        section.name,
        href=section.path,
        class_name=classes("flex items-center border-b-3 px-3 pt-0.5 font-semibold", FOCUS_INSET, look),
        custom_attrs={"aria-current": "page"} if current else {},
    )


def _tab_bar(here: str) -> rx.Component:
    """The same sections within the thumb's reach, on phones."""
    return rx.el.nav(
        _of_role(here, _tab),
        aria_label=t("Sections"),
        class_name=classes(
            "sticky bottom-0 z-40 flex border-t pb-[env(safe-area-inset-bottom)] md:hidden", BAR
        ),
    )


def _tab(section: Section, current: bool) -> rx.Component:
    look = "text-accent before:bg-accent" if current else "text-muted"
    return link(
        icon(section.icon, "size-6"),
        rx.el.span(section.name),
        href=section.path,
        class_name=classes(
            "relative flex min-h-14 flex-1 flex-col items-center justify-center gap-0.5 text-xs "
            "font-semibold before:absolute before:inset-x-6 before:top-0 before:h-0.5",
            FOCUS_INSET,
            look,
        ),
        custom_attrs={"aria-current": "page"} if current else {},
    )


def _language_switch() -> rx.Component:
    return rx.el.div(
        _language("ru", "RU", "Русский"),
        _language("en", "EN", "English"),
        role="group",
        aria_label=t("Language"),
        class_name="flex",
    )


def _language(locale: str, short: str, name: str) -> rx.Component:
    chosen = ViewerState.locale == locale
    return native_form(
        rx.el.input(type="hidden", name="locale", value=locale),
        rx.el.button(
            short,
            type="submit",
            lang=locale,
            title=name,
            aria_pressed=chosen,
            class_name=classes(
                "min-h-11 min-w-10 rounded-lg text-sm font-semibold hover:bg-sunken",
                rx.cond(
                    chosen,
                    "text-text underline decoration-2 underline-offset-6 decoration-accent",
                    "text-muted",
                ),
            ),
        ),
        action="/api/profile/language",
        **{"data-session-form": "reload"},
    )


def _account() -> rx.Component:
    sign_in = link_button(t("Sign in"), "/sign-in", "secondary", class_name="whitespace-nowrap")
    return rx.cond(ViewerState.signed_in, _signed_in(), sign_in)


def _signed_in() -> rx.Component:
    return rx.el.div(
        rx.el.span(ViewerState.name, class_name="hidden max-w-60 truncate font-semibold sm:block"),
        native_form(
            button(
                rx.fragment(icon("sign-out"), rx.el.span(t("Sign out"), class_name="sr-only lg:not-sr-only")),
                "ghost",
                title=t("Sign out"),
                class_name="px-3",
            ),
            action="/api/auth/logout",
            **{"data-session-form": "home"},
        ),
        class_name="flex items-center gap-1",
    )


def _footer() -> rx.Component:
    toggle = button(
        rx.fragment(icon("theme", "size-4"), t("Light or dark")),
        "ghost",
        on_click=rx.toggle_color_mode,
        class_name="-mx-4 text-sm",
    )
    return rx.el.footer(
        rx.el.div(
            rx.el.p(t("autoservice: every stage of your repair, as it happens."), class_name="max-w-prose"),
            toggle,
            class_name=classes(CONTAINER, "flex flex-wrap items-center justify-between gap-x-6 gap-y-2 py-4"),
        ),
        class_name="border-t border-border text-sm text-muted print:hidden",
    )
