"""Whether push messages come to the browser in front of the viewer."""

from typing import Any

import reflex as rx
from reflex_components_core.el.elements.base import BaseHTML

from autoservice.ui.kit.forms import button
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.theme import MUTED, Text


class PushDevice(BaseHTML):
    """The custom element of ``assets/push``."""

    tag = "PushDevice"
    alias = "push-device"


def push_device(is_available: Any) -> rx.Component:
    """Return what this browser does with push messages, and the button that changes it."""
    return rx.el.section(
        rx.el.h3(t("Push messages on this device"), class_name="font-bold"),
        rx.cond(
            is_available,
            PushDevice.create(rx.el.div(*_states(), role="status"), class_name="block min-h-24"),
            rx.el.p(t("The shop sends no push messages: they are switched off here."), class_name=MUTED),
        ),
        class_name="mt-5 space-y-3 border-t border-border pt-5",
    )


def _states() -> list[rx.Component]:
    return [
        _state(
            "off",
            t("They reach you even when this page is closed. Your browser will ask whether to show them."),
            _button(t("Switch on for this device"), "data-subscribe"),
        ),
        _state(
            "on",
            t("They come to this device until you sign out here."),
            _button(t("Switch off for this device"), "data-unsubscribe"),
        ),
        _state(
            "denied",
            t(
                "This browser does not show messages of this site. Allow notifications for it "
                "in the browser's settings, then reload the page."
            ),
        ),
        _state(
            "home-screen",
            t(
                "On an iPhone or iPad they come only to the program on the home screen: tap Share, then "
                "Add to Home Screen, open it from there and come back to this page."
            ),
        ),
        _state("unsupported", t("This browser cannot receive push messages from this site.")),
        _state(
            "failed",
            t("This did not work: no connection to the shop or to the browser's push service."),
            _button(t("Try again"), "data-look"),
        ),
    ]


def _state(when: str, text: Text, *children: rx.Component) -> rx.Component:
    return rx.el.div(
        rx.el.p(text, class_name=MUTED),
        *children,
        hidden=True,
        class_name="space-y-3",
        custom_attrs={"data-when": when},
    )


def _button(label: Text, attribute: str) -> rx.Component:
    return button(label, "secondary", type="button", custom_attrs={attribute: ""})
