"""The form of photos from the phone's camera or gallery, sent as soon as they are taken or chosen."""

import reflex as rx

from autoservice.ui.entities.stage.view_models import StageVar
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.icons import icon
from autoservice.ui.kit.queue import queued_form
from autoservice.ui.kit.theme import BUTTON, VARIANTS, Variant, classes


def attach_photo_form(stage: StageVar) -> rx.Component:
    """Return buttons for photos that the client sees, and for photos of the shop only."""
    return rx.el.div(
        _group(stage, t("Photo for the client"), "true", "secondary"),
        _group(stage, t("Photo for the shop"), "false", "ghost"),
        class_name="space-y-3",
    )


def _group(stage: StageVar, label: rx.Var[str], published: str, variant: Variant) -> rx.Component:
    form = queued_form(
        rx.el.input(type="hidden", name="published", value=published),
        # Both, because phones offer either the camera or the gallery, whatever one input asks for.
        _picker("camera", t("Camera"), variant, capture="environment"),
        _picker("pictures", t("Gallery"), variant, multiple=True),
        action=stage.url + "/attachments",
        label=stage.name + ": " + t("photo"),
        class_name="grid w-full grid-cols-2 gap-2 sm:flex sm:w-auto",
    )
    return rx.el.div(
        rx.el.span(label, class_name="w-full text-sm font-medium sm:w-44"),
        form,
        role="group",
        aria_label=label,
        class_name="flex flex-wrap items-center gap-x-3 gap-y-1",
    )


def _picker(image: str, label: rx.Var[str], variant: Variant, **ways: object) -> rx.Component:
    return rx.el.label(
        icon(image),
        label,
        rx.el.input(
            type="file",
            name="file",
            accept="image/*",
            class_name="sr-only",
            custom_attrs={"data-autosubmit": ""},
            **ways,
        ),
        class_name=classes(
            BUTTON,
            VARIANTS[variant],
            "cursor-pointer px-3 focus-within:outline-2 focus-within:outline-accent",
        ),
    )
