"""The form to delete the account: consequences, data export, password and confirmation."""

import reflex as rx

from autoservice.ui.entities.user.components import current_password_field
from autoservice.ui.kit.forms import button, form_error
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.session_forms import session_form


def delete_profile_form(export: rx.Component) -> rx.Component:
    """Return the whole form; ``export`` is the link to the data export."""
    return session_form(
        rx.el.p(t("This cannot be undone.")),
        _consequences(
            t("Erased at once:"),
            t("your name, e-mail address and phone number"),
            t("the password, two-step sign-in and recovery codes"),
            t("all sign-ins, on every device"),
        ),
        _consequences(
            t("Kept without your name:"),
            t("finished orders with their cars, remarks and prices"),
            t("the history of the work, with its comments and photos"),
            t("the security log, in which people are numbers"),
        ),
        rx.el.p(t("Open orders have to be finished or cancelled first.")),
        export,
        current_password_field("delete-proof"),
        _confirmation(),
        form_error(),
        button(t("Delete the profile for good"), "danger", class_name="w-full sm:w-auto"),
        action="/api/profile/delete",
        then="home",
    )


def _consequences(title: rx.Var[str], *items: rx.Var[str]) -> rx.Component:
    return rx.el.div(
        rx.el.p(title, class_name="font-semibold"),
        rx.el.ul(*(rx.el.li(item) for item in items), class_name="mt-1 list-disc space-y-0.5 pl-5"),
    )


def _confirmation() -> rx.Component:
    return rx.el.label(
        rx.el.input(type="checkbox", required=True, class_name="mt-0.5 size-5 shrink-0 accent-danger"),
        rx.el.span(t("I have read this and want to delete my profile.")),
        class_name="flex min-h-11 items-start gap-3 py-2 font-medium",
    )
