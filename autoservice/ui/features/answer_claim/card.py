"""The card of claims that wait for an answer; nothing without any."""

from typing import Any, Final

import reflex as rx

from autoservice.ui.engine.paging import paged_list
from autoservice.ui.features.answer_claim.state import AnswerClaimState
from autoservice.ui.kit.content import card
from autoservice.ui.kit.feedback import badge, form_notice
from autoservice.ui.kit.forms import button, link
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.theme import MUTED, Text, ViewModelVar

_STATE: Final[Any] = AnswerClaimState
NAME: Final = "font-semibold underline underline-offset-4 wrap-anywhere"


def claims_card() -> rx.Component:
    """Return the claims with a yes and a no for each."""
    title = t("Clients who ask for earlier orders")
    rows = rx.el.ul(rx.foreach(_STATE.claims, _claim), class_name="divide-y divide-border")
    filled = rx.el.div(
        card(
            rx.el.p(
                t("Is it the same person? The orders and cars move to the account then."),
                class_name=f"{MUTED} mb-2",
            ),
            paged_list(AnswerClaimState, title, rows),
            title=title,
        ),
        class_name="mt-6",
    )
    return rx.fragment(form_notice(_STATE.errors, "not-empty:mt-6"), rx.cond(_STATE.total > 0, filled))


def _claim(claim: ViewModelVar) -> rx.Component:
    number = t("The number is the same and the facts are right, but a number proves nobody.")
    address = t("The address or number is the same; the facts are missing or wrong.")
    return rx.el.li(
        rx.el.div(
            _person(t("Account"), claim.claimant, claim.claimant_url, claim.claimant_reached),
            _person(t("Entered by the shop"), claim.walk_in, claim.walk_in_url, claim.walk_in_reached),
            class_name="grid min-w-0 flex-1 grid-cols-1 gap-4 sm:grid-cols-2",
        ),
        rx.el.p(rx.cond(claim.proved, number, address), class_name="w-full text-sm"),
        rx.el.div(
            _answer(t("Yes, the same person"), claim, granted=True),
            _answer(t("No, refuse"), claim, granted=False),
            class_name="flex flex-wrap gap-2",
        ),
        class_name="flex flex-wrap gap-3 py-4",
    )


def _person(label: Text, name: Text, url: Text, reached: Text) -> rx.Component:
    return rx.el.div(
        badge(label),
        rx.el.p(link(name, href=url, class_name=NAME), class_name="mt-1"),
        rx.el.p(reached, class_name=f"{MUTED} wrap-anywhere"),
        class_name="min-w-0",
    )


def _answer(label: Any, claim: ViewModelVar, *, granted: bool) -> rx.Component:
    return button(
        label,
        "primary" if granted else "secondary",
        on_click=_STATE.answer(claim.id, granted),
        aria_label=(label + ": " + claim.claimant).to(str),
    )
