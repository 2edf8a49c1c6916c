"""A photo from the phone's camera, sent as soon as it is taken."""

import reflex as rx

from autoservice.ui.entities.stage.rows import StageVar
from autoservice.ui.shared.i18n import t
from autoservice.ui.shared.icons import icon
from autoservice.ui.shared.queue import queued_form
from autoservice.ui.shared.theme import BUTTON, VARIANTS, Variant, classes


def attach_photo_form(stage: StageVar) -> rx.Component:
    """Two cameras: one for the client's eyes, one for the shop only."""
    return rx.el.div(
        _camera(stage, t("Photo for the client"), "true", "secondary"),
        _camera(stage, t("Photo for the shop"), "false", "ghost"),
        class_name="grid grid-cols-2 gap-2 sm:flex",
    )


def _camera(stage: StageVar, label: rx.Var[str], published: str, variant: Variant) -> rx.Component:
    return queued_form(
        rx.el.input(type="hidden", name="published", value=published),
        rx.el.label(
            icon("camera"),
            label,
            rx.el.input(
                type="file",
                name="file",
                accept="image/*",
                capture="environment",
                class_name="sr-only",
                custom_attrs={"data-autosubmit": ""},
            ),
            class_name=classes(
                BUTTON,
                VARIANTS[variant],
                "w-full cursor-pointer focus-within:outline-2 focus-within:outline-accent",
            ),
        ),
        action=stage.url + "/attachments",
        label=stage.name + ": " + t("photo"),
    )
