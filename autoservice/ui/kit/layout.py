"""The layout of every page: skip link, header, the role's navigation, main region, footer."""

from typing import Final

import reflex as rx

from autoservice.shared.access import Permission
from autoservice.ui.kit.anchor import anchor
from autoservice.ui.kit.feedback import announcer, failure_notice, page_life
from autoservice.ui.kit.forms import button, link, link_button, native_form
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.icons import icon, mark
from autoservice.ui.kit.language import language_switch
from autoservice.ui.kit.navigation import BAR, header_links, tab_bar
from autoservice.ui.kit.queue import send_queue
from autoservice.ui.kit.theme import CONTAINER, NARROW, STICKY, Child, classes
from autoservice.ui.kit.viewer import ViewerState, may

PROFILE: Final = "/profile"
MESSAGES: Final = "/notifications"
# As many unread messages as a number of two digits says.
MOST_SHOWN: Final = 99
# Over the page, not in it: no button may move while it is about to be pressed. On a phone it stands
# above the bars at the bottom (``.queue-box`` in theme.css), and the page can be moved out from under it.
QUEUE: Final = (
    "queue-box [@media(min-height:25rem)]:fixed inset-x-4 z-30 max-h-[30dvh] overflow-y-auto "
    "sm:left-auto sm:right-6 sm:max-h-[60dvh] sm:w-96"
)


def layout(
    *children: Child, here: str = "", width: str = CONTAINER, heard: rx.Component | None = None
) -> rx.Component:
    """Return a whole page; ``here`` is its section's path, ``heard`` its ``announcer``, if that has texts."""
    return rx.el.div(
        _skip_link(),
        _header(here),
        rx.el.main(
            *children, id="main", tab_index=-1, class_name=classes(width, "flex-1 py-6 outline-none sm:py-10")
        ),
        _footer(),
        _lower_edge(here),
        _queue(),
        heard or announcer(),
        lang=ViewerState.locale,
        class_name="flex min-h-dvh flex-col",
        # Whose drafts these are (assets/drafts).
        custom_attrs={"data-viewer": ViewerState.user_id},
    )


def _lower_edge(here: str) -> rx.Component:
    """Return messages over the sections' bar; at the page's end they stand below its content."""
    messages = rx.el.div(
        failure_notice(), page_life(), class_name="messages pointer-events-none mx-auto max-w-lg px-4"
    )
    return rx.el.div(
        messages,
        rx.cond(ViewerState.signed_in, tab_bar(here)),
        # What is below its transparent part can be tapped.
        class_name=classes(STICKY, "pointer-events-none bottom-0 z-40"),
    )


def _queue() -> rx.Component:
    # On every page, because a form queued on one page may still be pending on the next.
    sends = may(Permission.WORK_ON_STAGE) | may(Permission.CREATE_ORDER)
    return rx.cond(sends, rx.el.div(send_queue(ViewerState.user_id), class_name=QUEUE))


def narrow_layout(*children: Child) -> rx.Component:
    """Return a page with one small form in the middle: sign-in, registration."""
    return layout(*children, width=NARROW)


def _skip_link() -> rx.Component:
    return anchor(
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
            header_links(here),
            rx.el.div(
                language_switch("header", t("Language")),
                _account(here),
                # As wide as there is room: what comes with the viewer moves nothing of it.
                # A long name is cut before the sections would leave their line.
                class_name="flex min-w-0 grow items-center justify-end gap-1 sm:gap-3 xl:basis-72",
            ),
            class_name=classes(CONTAINER, "flex min-h-16 flex-wrap items-center sm:gap-x-4 lg:gap-x-6"),
        ),
        class_name=classes(STICKY, "top-0 z-40 border-b", BAR),
    )


def _wordmark() -> rx.Component:
    return link(
        mark(),
        rx.el.span("autoservice", class_name="max-[479px]:sr-only"),
        href=ViewerState.home,
        class_name="-ml-1 flex min-h-11 items-center gap-2 rounded-lg px-1 text-lg font-bold tracking-tight",
    )


def _account(here: str) -> rx.Component:
    sign_in = link_button(t("Sign in"), "/sign-in", "secondary", class_name="whitespace-nowrap")
    # Nothing before the viewer is loaded: pages are pre-rendered without one.
    return rx.cond(ViewerState.loaded, rx.cond(ViewerState.signed_in, _signed_in(here), sign_in))


def _signed_in(here: str) -> rx.Component:
    return rx.el.div(
        _bell(here),
        _profile_link(here),
        native_form(
            button(
                rx.fragment(
                    icon("sign-out"),
                    rx.el.span(t("Sign out"), class_name="whitespace-nowrap max-2xl:sr-only"),
                ),
                "ghost",
                title=t("Sign out"),
                # The sign ends where the page's content does.
                class_name="-mr-3 px-3",
            ),
            action="/api/auth/logout",
            **{"data-session-form": "home"},
        ),
        class_name="flex min-w-0 items-center gap-1",
    )


def _bell(here: str) -> rx.Component:
    """Return the link to the messages; the number stands over it, so that it moves nothing when it comes."""
    unread = rx.Var.create(ViewerState.unread)
    number = rx.el.span(
        rx.cond(unread > MOST_SHOWN, f"{MOST_SHOWN}+", unread.to(str)),
        class_name=(
            "absolute top-0.5 left-1/2 min-w-5 rounded-full bg-danger px-1 text-center text-xs leading-5 "
            "font-bold text-surface tabular-nums forced-colors:border"
        ),
        custom_attrs={"data-unread": "", "aria-hidden": "true"},
    )
    heard = rx.Var.create(ViewerState.heard_unread)
    name = t("Messages") + rx.cond(unread > 0, ", " + t("unread") + ": " + unread.to(str), "")
    return rx.fragment(
        link(
            icon("bell"),
            rx.cond(unread > 0, number),
            href=MESSAGES,
            title=t("Messages"),
            class_name=classes(
                "relative grid min-h-11 min-w-11 shrink-0 place-items-center rounded-lg hover:bg-sunken",
                "text-accent" if here == MESSAGES else "",
            ),
            custom_attrs={"aria-label": name} | ({"aria-current": "page"} if here == MESSAGES else {}),
        ),
        rx.el.span(
            rx.cond(heard > 0, t("Unread messages") + ": " + heard.to(str), ""),
            role="status",
            class_name="sr-only",
        ),
    )


def _profile_link(here: str) -> rx.Component:
    return link(
        icon("user"),
        rx.el.span(ViewerState.name, class_name="max-w-44 truncate max-xl:sr-only"),
        href=PROFILE,
        title=t("Profile"),
        class_name=classes(
            "inline-flex min-h-11 min-w-0 items-center gap-2 rounded-lg px-3 font-semibold hover:bg-sunken",
            "text-accent" if here == PROFILE else "",
        ),
        custom_attrs={"aria-current": "page"} if here == PROFILE else {},
    )


def _footer() -> rx.Component:
    toggle = button(
        rx.fragment(icon("theme", "size-4"), t("Light or dark")),
        "ghost",
        on_click=rx.toggle_color_mode,
        class_name="-mx-4 text-sm forced-colors:mx-0",
    )
    return rx.el.footer(
        rx.el.div(
            rx.el.p(t("autoservice: every stage of your repair, as it happens."), class_name="max-w-prose"),
            toggle,
            class_name=classes(CONTAINER, "flex flex-wrap items-center justify-between gap-x-6 gap-y-2 py-4"),
        ),
        class_name="border-t border-border text-sm text-muted print:hidden",
    )
