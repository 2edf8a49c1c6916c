"""The extra work of an order: what waits for the client, what was decided, and the shop's proposals."""

from collections.abc import Callable
from typing import Any

import reflex as rx

from autoservice.shared.access import Permission
from autoservice.ui.entities.extra_work import ExtraWorkVar
from autoservice.ui.features.decide_work import decide_work, decide_work_for_client
from autoservice.ui.features.propose_work import change_work_buttons, propose_work_form, withdrawal_question
from autoservice.ui.kit.content import card
from autoservice.ui.kit.feedback import badge
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.viewer import may

TONES = {"now": "danger", "soon": "warning", "later": "neutral"}


def extra_work_card(work: Any, summary: Any, photos: Callable[[ExtraWorkVar], rx.Component]) -> rx.Component:
    """Return the card of an order's extra work; without any, only those see it who may propose some.

    ``photos`` makes the photos of one work, which stand above what is to be decided.
    """
    title = rx.cond(summary.waits, t("Needs your decision"), t("Extra work"))
    content = card(
        rx.el.ul(rx.foreach(work, lambda one: _entry(one, photos(one))), class_name="space-y-4 empty:hidden"),
        rx.cond(work.length() > 0, _sums(summary)),
        rx.cond(summary.can_propose, rx.el.div(propose_work_form(), class_name="not-first:mt-4")),
        rx.cond(summary.can_propose, withdrawal_question()),
        title=title,
        class_name=rx.cond(summary.waits, "border-2 border-warning", ""),
    )
    return rx.cond((work.length() > 0) | summary.can_propose, content)


def _entry(work: ExtraWorkVar, photos: rx.Component) -> rx.Component:
    facts = rx.el.p(
        rx.cond(
            work.urgency != "", badge(work.urgency_label, rx.match(work.urgency, *TONES.items(), "neutral"))
        ),
        rx.cond(work.duration != "", rx.el.span(work.duration, class_name="text-sm text-muted")),
        class_name="mt-2 flex flex-wrap items-center gap-x-3 gap-y-1 empty:hidden",
    )
    return rx.el.li(
        rx.el.div(
            rx.el.h3(work.name, class_name="min-w-0 font-bold wrap-anywhere"),
            rx.el.p(work.price, class_name="shrink-0 font-bold tabular-nums"),
            class_name="flex items-start justify-between gap-4",
        ),
        rx.cond(work.description != "", _why(work)),
        facts,
        photos,
        # What takes the place of the buttons can have the focus.
        rx.el.p(work.standing, tab_index=-1, class_name="mt-2 font-medium wrap-anywhere"),
        rx.cond(may(Permission.PROPOSE_WORK), _for_shop(work), _for_client(work)),
        key=work.id,
        class_name="border-t border-border pt-4 first:border-t-0 first:pt-0",
    )


def _why(work: ExtraWorkVar) -> rx.Component:
    return rx.el.p(work.description, class_name="mt-1 whitespace-pre-line wrap-anywhere")


def _for_client(work: ExtraWorkVar) -> rx.Component:
    total = rx.el.p(
        t("The order's sum with it"), ": ", work.total_after, class_name="mt-2 text-sm text-muted"
    )
    return rx.cond(work.can_approve, rx.fragment(total, decide_work(work)))


def _for_shop(work: ExtraWorkVar) -> rx.Component:
    return rx.fragment(
        change_work_buttons(work), rx.cond(may(Permission.DECIDE_WORK), decide_work_for_client(work))
    )


def _sums(summary: Any) -> rx.Component:
    with_all = rx.el.p(
        t("With everything proposed"), ": ", rx.el.span(summary.total_with_all, class_name="font-semibold")
    )
    return rx.el.div(
        rx.el.p(t("Approved so far"), ": ", rx.el.span(summary.total, class_name="font-semibold")),
        rx.cond(summary.total_with_all != "", with_all),
        class_name="mt-4 border-t border-border pt-3 text-muted",
    )
