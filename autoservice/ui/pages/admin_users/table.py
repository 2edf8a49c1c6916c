"""The columns of the list of people."""

from typing import Final

import reflex as rx

from autoservice.shared.i18n import N_
from autoservice.ui.entities.user.components import email_fails_badge
from autoservice.ui.entities.user.view_models import UserVar
from autoservice.ui.features.set_skills import set_skills_button
from autoservice.ui.features.update_user import UpdateUserState, active_switch, role_select
from autoservice.ui.kit.anchor import anchor
from autoservice.ui.kit.feedback import badge
from autoservice.ui.kit.forms import link
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.theme import MUTED, classes
from autoservice.ui.widgets.data_table import LINK, Column


def _person(user: UserVar) -> rx.Component:
    reached = rx.cond(user.email != "", user.email, user.phone)
    # Two of one name are told apart by it.
    heard = user.name + rx.cond(reached != "", ", " + reached, "")
    # On a line each; high enough for a thumb where it is not a table.
    line = classes(MUTED, "flex min-h-11 items-center justify-end wrap-anywhere lg:min-h-0 lg:justify-start")
    return rx.el.div(
        rx.el.p(
            rx.cond(
                user.url != "",
                link(user.name, href=user.url, aria_label=heard, class_name=LINK),
                rx.el.span(user.name, class_name="wrap-anywhere"),
            ),
            rx.cond(user.is_viewer, badge(t("You"), "info")),
            class_name="flex flex-wrap items-center justify-end gap-x-2 font-semibold lg:justify-start",
        ),
        rx.cond(user.email != "", anchor(user.email, href="mailto:" + user.email, class_name=line)),
        rx.cond(user.email_fails, email_fails_badge()),
        rx.cond(user.phone != "", anchor(user.phone, href="tel:" + user.phone, class_name=line)),
        class_name="min-w-0",
    )


def _role(user: UserVar) -> rx.Component:
    role = rx.cond(user.claimed, role_select(user), rx.el.span(t("Client")))
    return rx.el.div(role, rx.cond(user.is_mechanic, _skills(user)), class_name="min-w-0")


def _skills(user: UserVar) -> rx.Component:
    told = rx.cond(user.skills != "", user.skills, t("No skills yet"))
    # Whoever is switched off gets no work. What was said of another row makes room.
    change = rx.cond(user.active, set_skills_button(user, UpdateUserState.dismiss))
    return rx.el.div(
        rx.el.span(told, class_name=classes(MUTED, "min-w-0 wrap-anywhere")),
        change,
        class_name="mt-1 flex max-w-64 flex-col items-end max-lg:ml-auto lg:items-start",
    )


def _second_factor(user: UserVar) -> rx.Component:
    switched = rx.cond(user.second_factor, badge(t("On"), "success"), badge(t("Off")))
    return rx.cond(user.claimed, switched, rx.el.span("—"))


def _state(user: UserVar) -> rx.Component:
    return rx.cond(user.claimed, active_switch(user), badge(t("Not registered")))


def _since(user: UserVar) -> rx.Component:
    return rx.el.span(user.created, class_name="whitespace-nowrap")


COLUMNS: Final = (
    Column("name", N_("Name"), draw=_person),
    Column("role", N_("Role"), draw=_role),
    Column("second_factor", N_("Two-step sign-in"), draw=_second_factor),
    Column("active", N_("State"), draw=_state),
    Column("created", N_("Since"), draw=_since),
)
