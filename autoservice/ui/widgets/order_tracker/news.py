"""Marks of what is new since the client's last visit, and the fold of past stages."""

import reflex as rx

from autoservice.ui.entities.stage.news import NewsVar
from autoservice.ui.kit.feedback import badge
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.icons import icon


def new_mark(is_new: rx.Var[bool]) -> rx.Component:
    """Return the mark of a stage, comment or photo that is new."""
    return rx.cond(is_new, badge(t("New"), "info"))


def folded_stages(news: NewsVar, stages: rx.Component) -> rx.Component:
    """Return the past stages under a line that counts them and tells what is new in them."""
    summary = rx.el.summary(
        rx.el.span(icon("check", "size-4"), class_name="text-success"),
        rx.el.span(news.folded, class_name="font-semibold"),
        rx.cond(news.in_folded != "", badge(t("New") + ": " + news.in_folded, "info")),
        icon("chevron-right", "ml-auto size-5 text-muted transition-transform group-open/past:rotate-90"),
        class_name=(
            "flex min-h-11 cursor-pointer list-none flex-wrap items-center gap-x-3 gap-y-1 "
            "[&::-webkit-details-marker]:hidden"
        ),
    )
    fold = rx.el.details(
        summary,
        rx.el.div(stages, class_name="pt-3"),
        # The line is to what follows, which a finished order has not.
        class_name=(
            "group/past mb-5 border-b border-border pb-3 has-[+ol:empty]:mb-0 has-[+ol:empty]:border-b-0"
        ),
    )
    return rx.cond(news.folded != "", fold)
