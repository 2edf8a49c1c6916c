"""The card with a service's picture and the forms that change it."""

from typing import Final

import reflex as rx

from autoservice.ui.features.service_picture.state import ServicePictureState
from autoservice.ui.kit.content import card
from autoservice.ui.kit.forms import button, field, file_input, form_error
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.icons import icon
from autoservice.ui.kit.session_forms import session_form
from autoservice.ui.kit.theme import Text, classes

FRAME: Final = "aspect-[8/5] w-full max-w-sm rounded-xl border border-border"


def service_picture_card(name: Text) -> rx.Component:
    """Return the picture of the service called ``name``; a change loads the page anew."""
    has_picture = ServicePictureState.thumbnail_url != ""
    return card(
        rx.el.div(
            rx.cond(has_picture, _present(name), _nothing()),
            _choose(),
            rx.cond(has_picture, _remove()),
            class_name="space-y-4",
        ),
        title=t("Picture"),
    )


def _present(name: Text) -> rx.Component:
    return rx.el.img(
        src=ServicePictureState.thumbnail_url,
        alt=name,
        class_name=classes(FRAME, "object-cover"),
        # As attributes: of its own props of these names Reflex makes a style.
        custom_attrs={"width": 480, "height": 300},
    )


def _nothing() -> rx.Component:
    return rx.el.div(
        icon("pictures", size="size-8"),
        t("No picture yet: clients see the drawing of the category."),
        class_name=classes(
            FRAME,
            "grid place-content-center justify-items-center gap-2 bg-sunken p-4",
            "text-center text-sm text-muted",
        ),
    )


def _choose() -> rx.Component:
    hint = t("JPEG, PNG, WebP, HEIC or AVIF; wider than high looks best.")
    return session_form(
        field(t("Choose a picture"), file_input("image/*"), hint=hint),
        form_error(),
        button(t("Save the picture"), "secondary"),
        action=ServicePictureState.action,
        method="PUT",
        then="reload",
        class_name="space-y-3",
        custom={"encType": "multipart/form-data"},
    )


def _remove() -> rx.Component:
    return session_form(
        form_error(),
        button(t("Remove the picture"), "secondary"),
        action=ServicePictureState.action,
        method="DELETE",
        then="reload",
        class_name="",
    )
