"""The card of data export and deletion."""

import reflex as rx

from autoservice.ui.features.delete_profile import delete_profile_form
from autoservice.ui.kit.anchor import anchor
from autoservice.ui.kit.content import card
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.theme import BUTTON, VARIANTS, classes
from autoservice.ui.pages.profile.parts import unfolding


def leaving_card() -> rx.Component:
    """The link to the export and the form to delete the account."""
    return card(
        rx.el.p(
            t("Everything the shop knows about you, as a file: your data, sign-ins and orders."),
            class_name="mb-4",
        ),
        _export(),
        rx.el.div(
            unfolding(t("Delete the profile"), delete_profile_form(_export())),
            class_name="mt-6 border-t border-border pt-6",
        ),
        title=t("Your data"),
    )


def _export() -> rx.Component:
    return anchor(
        t("Download my data"),
        href="/api/profile/export",
        download=True,
        class_name=classes(BUTTON, VARIANTS["secondary"], "w-full sm:w-auto"),
    )
