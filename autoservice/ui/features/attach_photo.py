"""The form of photos from the phone's camera or gallery: they are chosen, looked at, and then sent."""

import reflex as rx

from autoservice.ui.entities.stage.view_models import StageVar
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.icons import icon
from autoservice.ui.kit.queue import queued_form
from autoservice.ui.kit.readers import reader_buttons
from autoservice.ui.kit.theme import BUTTON, VARIANTS, classes


def attach_photo_form(stage: StageVar) -> rx.Component:
    """Return buttons to choose photos, then these as thumbnails over the two buttons that send them.

    Filled by ``assets/photos/tray.js``; the buttons are there once anything is chosen.
    """
    return queued_form(
        rx.el.div(
            # Both, because phones offer either the camera or the gallery, whatever one input asks for.
            _picker("camera", t("Camera"), capture="environment"),
            _picker("pictures", t("Gallery"), name="file", multiple=True),
            role="group",
            aria_label=t("Photos"),
            class_name="grid grid-cols-2 gap-3 sm:flex",
        ),
        rx.el.ul(aria_label=t("Chosen"), custom_attrs={"data-tray": "", "data-remove": t("Remove")}),
        rx.el.div(reader_buttons(stage.internal), class_name="mt-3 hidden [[data-tray]:has(li)~&]:block"),
        action=stage.url + "/attachments",
        label=stage.name + ": " + t("photo"),
        photos=True,
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
