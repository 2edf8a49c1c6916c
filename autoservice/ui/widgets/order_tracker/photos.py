"""Photos of a stage, a request or a work: thumbnails in a grid, and the dialog that shows them one by one."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import reflex as rx

from autoservice.ui.entities.stage.reports import PhotoVar, PhotoViewModel, ReportsVar
from autoservice.ui.entities.stage.view_models import StageVar
from autoservice.ui.features.withdraw_report import withdraw_photo_button
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.icons import icon
from autoservice.ui.kit.modal import closing_form, dialog, opens
from autoservice.ui.kit.readers import internal_mark
from autoservice.ui.kit.theme import Text, ViewModelVar, classes
from autoservice.ui.widgets.order_tracker.news import new_mark
from autoservice.ui.widgets.order_tracker.state import OlderReportsState


@dataclass(frozen=True)
class Album:
    """Photos that are looked at together: their place in the page, how it is called, and its path of REST.

    More of a stage may have to be read to look at them; of one that ``is_whole`` all are there.
    ``withdraw_button`` makes the button that takes one of its photos back.
    """

    id: ViewModelVar
    name: ViewModelVar
    url: ViewModelVar
    is_whole: bool = False
    withdraw_button: Callable[["Album", PhotoVar], rx.Component] = withdraw_photo_button

    @property
    def opening(self) -> dict[str, Any]:
        """Return what opening a photo of the album does."""
        return {} if self.is_whole else {"on_click": OlderReportsState.show_photos(self.id)}  # type: ignore[operator]


def stage_album(stage: StageVar) -> Album:
    """Return the album of a stage."""
    return Album(stage.id, stage.name, stage.url)


# On pictures, whatever the page's theme.
DARK = "bg-[#101413] text-[#f4f1ea]"
ROUND = "grid size-12 place-items-center rounded-full bg-[#101413cc] text-[#f4f1ea]"
FAILED = "hidden p-4 text-center peer-data-failed:block"


def photo_grid(album: Album, newest: ReportsVar) -> rx.Component:
    """Return the thumbnails, and the dialog that each of them opens."""
    whole: ViewModelVar = OlderReportsState.whole
    albums: ViewModelVar = OlderReportsState.albums
    older: rx.Var = rx.Var(f"{whole}[{album.id}]?.photos")
    shown = _joined(older, newest)
    return rx.el.div(
        rx.el.ul(
            rx.foreach(shown, lambda photo: _thumbnail(photo, album, newest)),
            class_name="grid grid-cols-[repeat(auto-fill,minmax(6rem,1fr))] gap-3 empty:hidden",
        ),
        _lightbox(album, newest, _joined(rx.Var(f"({older} ?? {albums}[{album.id}])"), newest)),
        class_name="w-full",
    )


def _joined(older: rx.Var, newest: ReportsVar) -> ViewModelVar:
    """Return the older photos, if any are loaded, and the newest that are not among them."""
    of_both = (
        f"[...({older} ?? []), ...{newest.photos}"
        f".filter((one) => one.number > (({older})?.at(-1)?.number ?? 0))]"
    )
    still_there = f"{of_both}.filter((one) => !{newest.gone_photos}.includes(one.number))"
    return rx.Var(still_there, _var_type=list[PhotoViewModel]).to(list[PhotoViewModel])


def _name(photo: PhotoVar, newest: ReportsVar) -> ViewModelVar:
    return t("Photo") + f" {photo.number} " + t("of") + f" {newest.last_photo}"


def _caption(photo: PhotoVar, album: Album) -> ViewModelVar:
    return album.name + ", " + photo.time + ", " + photo.author


def _alt(photo: PhotoVar, album: Album, newest: ReportsVar) -> ViewModelVar:
    return _name(photo, newest) + ", " + _caption(photo, album)


def _thumbnail(photo: PhotoVar, album: Album, newest: ReportsVar) -> rx.Component:
    link = rx.el.a(
        _picture(photo.url + "/thumbnail", _alt(photo, album, newest), "object-cover"),
        rx.el.span(
            new_mark(photo.is_new),
            internal_mark(photo.internal, short=True),
            class_name="absolute inset-x-1 bottom-1 flex justify-end gap-1",
        ),
        href=photo.url,
        # Else React's router would take the photo for a page.
        target="_blank",
        rel="noopener",
        # The others of a stage, so that all can be turned over.
        **album.opening,
        class_name=classes(
            "relative block aspect-square overflow-hidden rounded-lg bg-sunken",
            rx.cond(photo.internal, "border-2 border-dashed border-warning", "border border-border"),
        ),
        custom_attrs=opens("photos-" + album.id, slide="photo-" + photo.id),
    )
    return rx.el.li(link, key=photo.id)


def _picture(src: Text, alt: Text, class_name: str) -> rx.Component:
    return rx.fragment(
        rx.el.img(
            src=src,
            alt=alt,
            loading="lazy",
            class_name=classes("peer size-full data-failed:hidden", class_name),
            custom_attrs={"data-photo": ""},
        ),
        rx.el.p(t("The picture cannot be loaded."), class_name=classes(FAILED, "text-sm")),
    )


def _lightbox(album: Album, newest: ReportsVar, photos: ViewModelVar) -> rx.Component:
    slides = rx.el.ul(
        rx.foreach(photos, lambda photo: _slide(photo, album, newest)),
        tab_index=0,
        aria_label=t("Photos"),
        class_name=(
            "peer flex size-full snap-x snap-mandatory overflow-x-auto overscroll-contain empty:hidden "
            "[scrollbar-width:none] focus-visible:-outline-offset-4 focus-visible:outline-[#6cc5c6]"
        ),
        custom_attrs={"data-track": "", "data-holds-focus": ""},
    )
    return dialog(
        slides,
        rx.el.p(t("There are no photos any more."), class_name="m-auto hidden p-4 peer-empty:block"),
        _turn("left-2", -1, "chevron-left", t("Previous photo")),
        _turn("right-2", 1, "chevron-right", t("Next photo")),
        closing_form(
            rx.el.button(icon("close", "size-6"), aria_label=t("Close"), class_name=ROUND),
            class_name="absolute right-2 top-2",
        ),
        id="photos-" + album.id,
        aria_label=t("Photos") + ": " + album.name,
        lightbox=True,
        class_name=classes(DARK, "m-0 size-full max-h-none max-w-none overflow-hidden open:flex"),
    )


def _turn(place: str, by: int, image: str, name: rx.Var[str]) -> rx.Component:
    return rx.el.button(
        icon(image, "size-6"),
        type="button",
        aria_label=name,
        # With a finger photos are swiped.
        class_name=classes(ROUND, "absolute top-1/2 -translate-y-1/2 pointer-coarse:hidden", place),
        custom_attrs={"data-step": str(by)},
    )


def _slide(photo: PhotoVar, album: Album, newest: ReportsVar) -> rx.Component:
    small = rx.el.img(
        src=photo.url + "/thumbnail",
        alt="",
        loading="lazy",
        class_name="absolute inset-0 size-full object-contain",
    )
    large = _picture(photo.url, _alt(photo, album, newest), "absolute inset-0 object-contain")
    return rx.el.li(
        rx.el.div(small, large, class_name="relative grid min-h-0 flex-1 place-items-center overflow-hidden"),
        _below(photo, album, newest),
        key=photo.id,
        id="photo-" + photo.id,
        class_name="flex size-full shrink-0 snap-start snap-always flex-col",
    )


def _below(photo: PhotoVar, album: Album, newest: ReportsVar) -> rx.Component:
    """Return the caption with what can be done."""
    caption = rx.el.p(
        rx.el.span(_name(photo, newest), class_name="font-semibold"),
        " · ",
        _caption(photo, album),
        " ",
        internal_mark(photo.internal),
        class_name="min-w-0 wrap-anywhere",
    )
    download = rx.el.a(
        t("Download"),
        href=photo.url,
        target="_blank",
        download="photo-" + photo.id + ".webp",
        class_name="inline-flex min-h-12 items-center px-2 font-semibold underline underline-offset-4",
    )
    return rx.el.div(
        caption,
        rx.el.div(download, album.withdraw_button(album, photo), class_name="flex flex-wrap gap-x-4"),
        class_name="flex flex-wrap items-center justify-between gap-x-6 p-3 sm:px-6",
    )
