"""The forms of photos (of a stage, a request, proposed work), which are chosen, looked at, and then sent."""

import reflex as rx

from autoservice.ui.entities.stage.albums import AlbumVar
from autoservice.ui.entities.stage.view_models import StageVar
from autoservice.ui.kit.forms import button
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.photo_chooser import WITH_CHOSEN, photo_chooser
from autoservice.ui.kit.queue import queued_form
from autoservice.ui.kit.readers import reader_buttons
from autoservice.ui.kit.theme import Text, ViewModelVar, classes


def attach_photo_form(stage: StageVar) -> rx.Component:
    """Return the choice of photos over the two buttons that send them, which are there once any is chosen."""
    return queued_form(
        photo_chooser(),
        rx.el.div(reader_buttons(stage.internal), class_name=classes("mt-3", WITH_CHOSEN)),
        action=stage.url + "/attachments",
        label=stage.name + ": " + t("photo"),
        photos=True,
    )


def add_request_photos_form(request: AlbumVar) -> rx.Component:
    """Return the choice of as many photos as the request may still have, over the button that sends them."""
    return _album_form(request, t("Send to the shop"), t("Photo for the order"))


def add_work_photos_form(name: ViewModelVar, photos: AlbumVar) -> rx.Component:
    """Return the choice of as many photos as the work of that name may still have, over such a button."""
    return _album_form(photos, t("Send to the client"), name + ": " + t("photo"))


def _album_form(album: AlbumVar, sends: Text, label: Text) -> rx.Component:
    return queued_form(
        photo_chooser(most=album.left.to_string()),
        rx.el.div(
            button(sends, class_name="min-h-12 w-full sm:w-auto"), class_name=classes("mt-3", WITH_CHOSEN)
        ),
        action=album.url + "/attachments",
        label=label,
        photos=True,
    )
