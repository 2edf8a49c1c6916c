"""How the demo's mailbox looks."""

import reflex as rx

from autoservice.ui.engine.page import page
from autoservice.ui.kit.anchor import anchor
from autoservice.ui.kit.content import page_title
from autoservice.ui.kit.feedback import empty_state, notice, skeleton
from autoservice.ui.kit.forms import button
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.layout import layout
from autoservice.ui.kit.missing import no_such_page
from autoservice.ui.kit.theme import MUTED, SURFACE, classes
from autoservice.ui.pages.mailbox.state import MailboxState
from autoservice.ui.pages.mailbox.view_models import MailVar, PieceVar

WIDTH = "mx-auto w-full max-w-3xl px-4 sm:px-6"


@page("/mailbox", "E-mails of the demo", [MailboxState.load])
def mailbox() -> rx.Component:
    """The e-mails; outside the demo, that there is no such page."""
    shown = rx.cond(MailboxState.missing, no_such_page(), _emails())
    return layout(rx.cond(MailboxState.loaded, shown, skeleton(8)), here="/mailbox", width=WIDTH)


def _emails() -> rx.Component:
    check = button(t("Check again"), "secondary", on_click=MailboxState.load)
    empty = empty_state(
        t("No e-mails yet"), t("Register or reset a password: the e-mail with the link appears here.")
    )
    emails = rx.el.ol(rx.foreach(MailboxState.mails, _email), class_name="space-y-4")
    return rx.fragment(
        page_title(t("E-mails of the demo"), "", check),
        rx.el.div(
            notice(
                t(
                    "This page exists only in a demo without a mail server: all e-mails land here. "
                    "Everybody can read them."
                )
            ),
            class_name="mb-6",
        ),
        rx.cond(MailboxState.mails, emails, empty),
    )


def _email(mail: MailVar) -> rx.Component:
    return rx.el.li(
        rx.el.article(
            rx.el.div(
                rx.el.h2(mail.subject, class_name="text-lg font-bold leading-snug wrap-anywhere"),
                rx.el.p(mail.at, class_name=classes(MUTED, "shrink-0 tabular-nums")),
                class_name="flex flex-col gap-x-4 sm:flex-row sm:items-baseline sm:justify-between",
            ),
            rx.el.p(t("To"), ": ", mail.recipient, class_name=classes(MUTED, "wrap-anywhere")),
            rx.el.p(
                rx.foreach(mail.pieces, _piece),
                class_name="mt-4 border-t border-border pt-4 whitespace-pre-line wrap-anywhere",
            ),
            class_name=classes(SURFACE, "p-4 sm:p-6"),
        ),
        key=mail.id,
    )


def _piece(piece: PieceVar) -> rx.Component:
    # Not a link of the router: from a mail program, too, the page would load anew.
    link = anchor(
        piece.text,
        href=piece.href,
        class_name="font-medium text-accent underline underline-offset-4 hover:text-accent-strong",
    )
    return rx.cond(piece.href != "", link, rx.el.span(piece.text))
