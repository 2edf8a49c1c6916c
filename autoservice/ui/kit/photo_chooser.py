"""The choice of photos in a queued form: from the phone's camera or gallery, looked at before they go."""

import reflex as rx

from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.icons import icon
from autoservice.ui.kit.theme import BUTTON, VARIANTS, Text, classes

# Of what stands beside a tray: it is shown once anything is chosen, or once something was left out.
WITH_CHOSEN = "hidden [[data-tray]:has(li)~&]:block"
_WITH_LEFT_OUT = "hidden [[data-tray][data-full]~[role=status]>&]:block"


def photo_chooser(most: Text | None = None) -> rx.Component:
    """Return buttons to choose photos over the chosen ones, filled by ``assets/photos/tray.js``.

    Only so many as ``most`` are kept.
    """
    limit = {} if most is None else {"data-most": most}
    tray = {"data-tray": "", "data-remove": t("Remove"), **limit}
    said = rx.el.div(
        rx.el.p(
            t("Some were left out: no more can be sent."),
            class_name=classes("mt-2 text-sm font-medium text-warning", _WITH_LEFT_OUT),
        ),
        role="status",
    )
    return rx.fragment(
        rx.el.div(
            # Both, because phones offer either the camera or the gallery, whatever one input asks for.
            _picker("camera", t("Camera"), capture="environment"),
            _picker("pictures", t("Gallery"), name="file", multiple=True),
            role="group",
            aria_label=t("Photos"),
            class_name="grid grid-cols-2 gap-3 sm:flex",
        ),
        rx.el.ul(aria_label=t("Chosen"), custom_attrs=tray),
        None if most is None else said,
    )


def _picker(image: str, label: rx.Var[str], **ways: object) -> rx.Component:
    return rx.el.label(
        icon(image),
        label,
        rx.el.input(type="file", accept="image/*", class_name="sr-only", **ways),
        class_name=classes(
            BUTTON,
            VARIANTS["secondary"],
            "relative min-h-12 cursor-pointer px-3 focus-within:outline-3 focus-within:outline-accent",
        ),
    )
