"""The buttons under proposed work, and the shop's form for what a client has told it."""

from typing import Any, Final

import reflex as rx

from autoservice.modules.orders.approvals.schemas import REMARK_LENGTH
from autoservice.ui.entities.extra_work import ExtraWorkVar
from autoservice.ui.features.decide_work.state import APPROVE, DECLINE, DecideWorkState
from autoservice.ui.kit.feedback import form_notice
from autoservice.ui.kit.forms import button, field, option, select, socket_form, text_input
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.theme import BUTTON, VARIANTS, classes

_STATE: Final[Any] = DecideWorkState
TALL: Final = "min-h-12 w-full"


def decide_work(work: ExtraWorkVar) -> rx.Component:
    """Return the buttons that the client may press now; what is approved has its price on the button."""
    approve = socket_form(
        *_seen(work),
        button(
            rx.el.span(t("Approve for"), " ", work.price),
            aria_label=t("Approve") + ": " + work.name + ", " + work.price,
            class_name=TALL,
        ),
        on_submit=_STATE.approve_work,
        refused=_STATE.refused,
    )
    decline = socket_form(
        *_seen(work),
        button(
            t("Decline"),
            "secondary",
            aria_label=t("Decline") + ": " + work.name + ", " + work.price,
            class_name=TALL,
        ),
        on_submit=_STATE.decline_work,
        refused=_STATE.refused,
    )
    return rx.el.div(
        rx.el.div(
            rx.cond(work.can_approve, approve),
            rx.cond(work.can_decline, decline),
            class_name="grid grid-cols-1 gap-3 sm:grid-cols-2",
        ),
        _notice(work),
        class_name="mt-4",
    )


def decide_work_for_client(work: ExtraWorkVar) -> rx.Component:
    """Return the folded form in which the shop enters what the client has told it."""
    decline = rx.cond(work.can_decline, option(t("Declined"), DECLINE))
    decision = select("decision", option(t("Approved"), APPROVE), decline, id="decision-" + work.id)
    remark = text_input("remark", max_length=REMARK_LENGTH, auto_complete="off", id="decided-how-" + work.id)
    form = socket_form(
        *_seen(work),
        rx.el.div(
            field(t("The client has"), decision),
            field(t("How and when?"), remark, hint=t("For the shop only, for example: by phone at 14:05")),
            class_name="space-y-4",
        ),
        _notice(work),
        button(t("Enter the decision"), "secondary", class_name="mt-4 min-h-12"),
        on_submit=_STATE.enter_decision,
        refused=_STATE.refused,
        class_name="mt-3 rounded-lg bg-sunken p-4",
    )
    summary = rx.el.summary(
        t("Enter the client's decision"),
        rx.el.span(": ", work.name, class_name="sr-only"),
        class_name=classes(BUTTON, VARIANTS["secondary"], "w-full cursor-pointer list-none sm:w-auto"),
    )
    return rx.cond(work.can_approve, rx.el.details(summary, form, class_name="mt-4"))


def _seen(work: ExtraWorkVar) -> tuple[rx.Component, ...]:
    """Return what the decision names: the version, the price and the order's sum that the page shows."""
    values = {
        "job_id": work.id,
        "version": work.version.to_string(),
        "price_minor": work.price_minor.to_string(),
        "total_minor": work.total_minor,
    }
    return tuple(
        rx.el.input(type="hidden", name=name, value=value, read_only=True) for name, value in values.items()
    )


def _notice(work: ExtraWorkVar) -> rx.Component:
    """Return what was refused, in the card of the work that it is about."""
    return rx.cond(_STATE.job_id == work.id, form_notice(_STATE.errors, "not-empty:mt-3"))
