"""The card of the photos that the client sent with the request, and the form to send further ones."""

import reflex as rx

from autoservice.shared.access import Permission
from autoservice.ui.entities.stage.albums import AlbumVar
from autoservice.ui.features.attach_photo import add_request_photos_form
from autoservice.ui.features.withdraw_report import withdraw_request_photo_button
from autoservice.ui.kit.content import card
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.theme import MUTED
from autoservice.ui.kit.viewer import may
from autoservice.ui.widgets.order_tracker.photos import Album, photo_grid


def request_photos_card(request: AlbumVar) -> rx.Component:
    """Return the card; nothing where there is no photo and none can be added."""
    is_own = may(Permission.READ_OWN_ORDERS)
    title = rx.cond(is_own, t("Your photos"), t("Photos from the client"))
    back = withdraw_request_photo_button
    album = Album(rx.Var.create("request"), title.to(str), request.url, is_whole=True, withdraw_button=back)
    grid = rx.el.div(photo_grid(album, request), tab_index=-1, custom_attrs={"data-holds-focus": ""})
    form = rx.cond(is_own, _own_form(request), _folded_form(request))
    box = card(
        rx.cond(request.last_photo > 0, grid),
        rx.cond(request.left > 0, form),
        title=title,
        class_name="space-y-4",
    )
    return rx.cond((request.photos.length() > 0) | (request.left > 0), box)


def _own_form(request: AlbumVar) -> rx.Component:
    return rx.el.div(
        rx.el.p(t("Show what is to be looked at: up to 5 photos, until the work begins."), class_name=MUTED),
        rx.el.div(add_request_photos_form(request), class_name="mt-3"),
    )


def _folded_form(request: AlbumVar) -> rx.Component:
    """Return the form for whoever adds photos in the client's name, folded."""
    return rx.el.details(
        rx.el.summary(
            t("Add photos for the client"),
            class_name="inline-flex min-h-11 cursor-pointer items-center text-sm font-medium text-muted",
        ),
        rx.el.div(add_request_photos_form(request), class_name="mt-2"),
    )
