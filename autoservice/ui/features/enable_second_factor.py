"""The forms to enable the second factor: get a secret for the app, then prove it with a code."""

import reflex as rx

from autoservice.ui.entities.user.components import current_password_field
from autoservice.ui.kit.anchor import anchor
from autoservice.ui.kit.forms import button, form_error
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.session_forms import code_field, session_form
from autoservice.ui.kit.theme import BUTTON, MUTED, VARIANTS, classes


def start_enrolment_form() -> rx.Component:
    """Return the form for the current password; the answer's secret appears in ``shared_secret``."""
    return session_form(
        current_password_field("enrolment-proof"),
        form_error(),
        button(t("Begin"), class_name="w-full sm:w-auto"),
        action="/api/profile/second-factor/enrolment",
        then="done",
    )


def confirm_enrolment_form() -> rx.Component:
    """Return the form for the app's code; the answer's recovery codes appear in ``recovery_codes_panel``."""
    return session_form(
        code_field(t("Code from the app"), class_name="max-w-48"),
        form_error(),
        button(t("Switch on"), class_name="w-full sm:w-auto"),
        action="/api/profile/second-factor/enrolment/confirm",
        then="done",
    )


def shared_secret() -> rx.Component:
    """Return the secret for an app: a picture to scan, letters to type, a link on the phone itself.

    Empty until ``assets/forms/answers.js`` fills it with the form's answer: the secret is in the viewer's
    page and nowhere else.
    """
    return rx.el.div(
        rx.el.img(
            alt=t("QR code for the authenticator app"),
            # White around it in the dark too: cameras expect that.
            class_name="size-52 shrink-0 rounded-lg border border-border bg-[#ffffff] p-1",
            custom_attrs={"data-answer": "qr"},
        ),
        rx.el.div(
            anchor(
                t("Open in the app on this device"),
                class_name=classes(BUTTON, VARIANTS["secondary"], "w-full sm:w-auto md:hidden"),
                custom_attrs={"data-answer": "uri"},
            ),
            rx.el.div(
                rx.el.p(t("Or type this key into the app:"), class_name=MUTED),
                rx.el.p(
                    class_name="mt-1 font-mono text-lg wrap-anywhere",
                    custom_attrs={"data-answer": "secret", "data-groups": "4"},
                ),
            ),
            class_name="min-w-0 space-y-4",
        ),
        class_name="flex flex-col items-center gap-6 sm:flex-row sm:items-start",
    )
