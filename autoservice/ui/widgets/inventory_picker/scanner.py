"""Reading a code by the camera into the search: the button and its dialog, for ``assets/scan``."""

from typing import Final

import reflex as rx

from autoservice.ui.engine.scripts import ASSETS, bundle_url
from autoservice.ui.kit.forms import button
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.icons import icon
from autoservice.ui.kit.modal import QUESTION, closing_form, dialog, opens

DIALOG: Final = "scan-part"


def scan_button() -> rx.Component:
    """Return the button, which is shown only where the browser reads codes and there is a camera."""
    opener = button(
        rx.fragment(icon("camera"), t("Scan a code")),
        "secondary",
        type="button",
        class_name="min-h-12 w-full sm:w-auto",
        custom_attrs=opens(DIALOG),
    )
    return rx.el.div(opener, class_name="mt-3 hidden [[data-can-scan]_&]:block")


def scan_dialog(field_id: str) -> rx.Component:
    """Return the dialog with the camera's picture, which fills the field of that id; with its script."""
    video = rx.el.video(
        muted=True,
        plays_inline=True,
        aria_label=t("What the camera sees"),
        # What is said below takes its place.
        class_name=(
            "mt-4 aspect-square w-full rounded-lg bg-[#101413] object-cover has-[+:not(:empty)]:hidden"
        ),
    )
    said = rx.el.p(
        role="alert",
        class_name="mt-3 font-medium text-danger empty:hidden",
        custom_attrs={"data-scan-said": ""},
    )
    amiss = {
        "data-text-refused": t(
            "The browser does not let this site use the camera. Allow it in its settings, or type the code."
        ),
        "data-text-missing": t("No camera was found. Type the code instead."),
        "data-text-failed": t("The camera cannot be used right now. Type the code instead."),
    }
    whole = dialog(
        rx.el.h2(
            t("Hold the code in front of the camera"), id=f"{DIALOG}-title", class_name="text-lg font-bold"
        ),
        video,
        said,
        closing_form(button(t("Close"), "secondary", class_name="min-h-12 w-full"), class_name="mt-4"),
        id=DIALOG,
        aria_labelledby=f"{DIALOG}-title",
        class_name=QUESTION,
        custom_attrs={"data-scan": field_id, **amiss},
    )
    script = rx.el.script(src=bundle_url(ASSETS / "scan" / "main.js"), type="module", async_=True)
    return rx.fragment(whole, script)
