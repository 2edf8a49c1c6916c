"""The feature to take a comment or a photo back: a button, and one question that names what goes."""

from typing import Any, Protocol

import reflex as rx

from autoservice.shared.access import Permission
from autoservice.ui.entities.stage.view_models import StageVar
from autoservice.ui.kit.forms import button
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.modal import QUESTION, closing_form, dialog, opens
from autoservice.ui.kit.queue import queued_form
from autoservice.ui.kit.theme import Text, ViewModelVar
from autoservice.ui.kit.viewer import may

# Of a comment, as much as tells it from others.
NAME_LENGTH = 40
BUTTON = "inline-flex min-h-12 items-center rounded-lg px-2 font-semibold underline underline-offset-4"


class Place(Protocol):
    """Where a report is: how that is called, and its path of REST."""

    @property
    def name(self) -> Any: ...
    @property
    def url(self) -> Any: ...


def withdraw_comment_button(stage: StageVar, comment: ViewModelVar) -> rx.Component:
    """Return the button beside a comment."""
    title = rx.cond(
        comment.internal,
        t("Only the shop can see this comment. Take it back?"),
        t("The client can see this comment. Take it back?"),
    )
    what = rx.el.p(comment.text, class_name="line-clamp-3 whitespace-pre-line border-l-4 pl-3 text-muted")
    name = f"{comment.number}, {comment.text.to(str)[:NAME_LENGTH]}"
    return _withdraw_button("comments", stage, comment, title, what, t("comment"), name)


def withdraw_message_button(talk: Place, message: ViewModelVar) -> rx.Component:
    """Return the button beside a message of the talk."""
    title = rx.cond(
        may(Permission.READ_INTERNAL),
        t("The client can see this message. Take it back?"),
        t("The shop can see this message. Take it back?"),
    )
    what = rx.el.p(message.text, class_name="line-clamp-3 whitespace-pre-line border-l-4 pl-3 text-muted")
    name = f"{message.number}, {message.text.to(str)[:NAME_LENGTH]}"
    return _withdraw_button("messages", talk, message, title, what, t("message"), name)


def withdraw_photo_button(stage: Place, photo: ViewModelVar) -> rx.Component:
    """Return the button beside a photo."""
    title = rx.cond(
        photo.internal,
        t("Only the shop can see this photo. Take it back?"),
        t("The client can see this photo. Take it back?"),
    )
    return _withdraw_button("attachments", stage, photo, title, _small(photo), t("photo"), f"{photo.number}")


def withdraw_request_photo_button(request: Place, photo: ViewModelVar) -> rx.Component:
    """Return the button beside a photo of a client's request."""
    title = t("The shop can see this photo. Take it back?")
    return _withdraw_button(
        "attachments", request, photo, title, _small(photo), t("photo"), f"{photo.number}"
    )


def _small(photo: ViewModelVar) -> rx.Component:
    return rx.el.img(
        src=photo.url + "/thumbnail",
        alt="",
        loading="lazy",
        class_name="size-24 rounded-lg bg-sunken object-cover",
    )


def _withdraw_button(
    kind: str,
    place: Place,
    report: ViewModelVar,
    title: Text,
    what: rx.Component,
    noun: rx.Var[str],
    name: ViewModelVar,
) -> rx.Component:
    id, take_back = f"withdraw-{kind}-" + report.id, t("Take back")
    answers = rx.el.div(
        closing_form(button(t("Keep it"), "secondary", class_name="min-h-12 w-full")),
        queued_form(
            button(t("Take back"), "danger", class_name="min-h-12 w-full"),
            action=place.url + f"/{kind}/" + report.id,
            label=place.name + ": " + t("take back") + " (" + noun + ")",
            method="DELETE",
        ),
        class_name="mt-6 grid grid-cols-2 gap-4",
    )
    question = dialog(
        rx.el.h2(title, id=id + "-title", class_name="text-lg font-bold"),
        rx.el.div(what, class_name="mt-3"),
        rx.el.p(t("Nobody will see it any more. This cannot be undone."), class_name="mt-3"),
        answers,
        id=id,
        aria_labelledby=id + "-title",
        role="alertdialog",
        class_name=QUESTION,
    )
    taken_back = rx.fragment(
        rx.el.button(
            take_back,
            type="button",
            # Told apart from the others by ear, too.
            aria_label=f"{take_back}: {noun} {name}",
            class_name=BUTTON,
            custom_attrs=opens(id),
        ),
        question,
    )
    return rx.cond(report.can_withdraw, taken_back)
