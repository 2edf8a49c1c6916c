"""The card of an order's links: a form for a new one, whose answer is shown once, and the list."""

from typing import Any, Final

import reflex as rx

from autoservice.ui.entities.order.view_models import OrderVar
from autoservice.ui.features.share_order.state import LinkVar, ShareOrderState
from autoservice.ui.kit.content import card
from autoservice.ui.kit.feedback import form_notice
from autoservice.ui.kit.forms import button, field, form_error, option, select
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.session_forms import session_form, when_done
from autoservice.ui.kit.theme import MUTED, classes

_STATE: Final[Any] = ShareOrderState


def share_order_card(order: OrderVar) -> rx.Component:
    """Return the card; the address of a new link is in the viewer's page and nowhere else."""
    may_approve = select(
        "may_approve",
        option(t("Only reading"), "false"),
        option(t("Reading and approving"), "true"),
        id="link-rights",
    )
    form = session_form(
        field(t("What the link allows"), may_approve),
        form_error(),
        button(t("Create a link"), "secondary", class_name="w-full"),
        action="/api/orders/" + order.id + "/tracking-links",
        then="done",
        class_name="space-y-4",
    )
    listed = rx.el.ul(
        rx.foreach(_STATE.links, _entry),
        class_name="mt-4 divide-y divide-border border-t border-border empty:hidden",
    )
    return card(
        rx.el.p(
            t("Whoever has the link follows this order without an account."), class_name="mb-4 text-muted"
        ),
        rx.el.div(form, _new_link()),
        listed,
        form_notice(_STATE.errors, "not-empty:mt-3"),
        title=t("Tracking link"),
    )


def _new_link() -> rx.Component:
    """Return the place of a new link, which ``assets/forms/answers.js`` fills."""
    address = rx.el.p(class_name="font-mono text-sm wrap-anywhere", custom_attrs={"data-answer": "url"})
    copy = button(
        t("Copy"),
        "secondary",
        type="button",
        custom_attrs={"data-copy": "url", "data-text-done": t("Copied")},
    )
    return when_done(
        rx.el.p(t("Copy the link now: it is not shown again."), class_name="font-semibold"),
        rx.el.img(
            alt=t("QR code of the link"),
            class_name="size-44 rounded-lg border border-border bg-[#ffffff] p-1",
            custom_attrs={"data-answer": "qr"},
        ),
        address,
        copy,
        class_name="space-y-3",
    )


def _entry(link: LinkVar) -> rx.Component:
    revoke = button(
        t("Revoke"),
        "secondary",
        aria_label=t("Revoke") + ": " + link.made,
        on_click=_STATE.revoke_link(link.id),
    )
    return rx.el.li(
        rx.el.div(
            rx.el.p(link.rights, class_name="font-medium"),
            rx.el.p(link.made, " – ", link.until, class_name=classes(MUTED, "wrap-anywhere")),
            class_name="min-w-0",
        ),
        revoke,
        key=link.id,
        class_name="flex items-center justify-between gap-3 py-3",
    )
