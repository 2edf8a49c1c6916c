"""The photos of one extra work, and below them the form of further ones while it is only proposed."""

from typing import Any

import reflex as rx

from autoservice.ui.entities.extra_work import ExtraWorkVar
from autoservice.ui.entities.stage.albums import AlbumVar
from autoservice.ui.features.attach_photo import add_work_photos_form
from autoservice.ui.kit.i18n import t
from autoservice.ui.widgets.order_tracker.photos import Album, photo_grid


def work_photos(work: ExtraWorkVar, albums: Any) -> rx.Component:
    """Return what ``albums`` has for the work; nothing where there is no photo and none can be added."""
    photos: AlbumVar = albums[work.id]
    album = Album("work-" + work.id, work.name, photos.url, is_whole=True)
    grid = rx.el.div(photo_grid(album, photos), tab_index=-1, custom_attrs={"data-holds-focus": ""})
    form = rx.el.div(
        rx.el.p(
            t("Show the client why: up to 5 photos, until the decision."),
            class_name="mb-2 text-sm text-muted",
        ),
        add_work_photos_form(work.name, photos),
    )
    shown = rx.el.div(
        rx.cond(photos.last_photo > 0, grid),
        rx.cond(photos.left > 0, form),
        class_name="mt-3 space-y-3 empty:hidden",
    )
    return rx.cond(albums.contains(work.id), shown)
