"""Name, language, addresses and password."""

import reflex as rx

from autoservice.shared.access import Permission
from autoservice.ui.entities.user.auth_pages import demo_mailbox_notice
from autoservice.ui.features.change_email import change_email_form, confirm_email_form
from autoservice.ui.features.change_password import change_password_form
from autoservice.ui.features.change_phone import change_phone_form, confirm_phone_form, remove_phone_form
from autoservice.ui.features.rename import rename_form
from autoservice.ui.kit.anchor import anchor
from autoservice.ui.kit.content import card
from autoservice.ui.kit.feedback import notice
from autoservice.ui.kit.forms import link
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.language import language_switch
from autoservice.ui.kit.theme import Text
from autoservice.ui.kit.viewer import ViewerState, may
from autoservice.ui.pages.profile.parts import changeable, unfolding
from autoservice.ui.pages.profile.state import ProfileState

NONE = "text-muted font-normal"
LINK = "inline-flex min-h-11 items-center font-medium text-accent underline underline-offset-4"


def data_card() -> rx.Component:
    """The card of name, language, e-mail address and phone number."""
    return card(
        # What is waited for comes first: its field has the focus, and the page opens without a scroll to it.
        rx.cond(ProfileState.email_asked, _email_asked()),
        rx.cond(ProfileState.phone_asked, _phone_asked()),
        rx.el.div(rename_form(ViewerState.name), _language(), class_name="space-y-5 pb-5"),
        rx.cond(~ProfileState.email_asked, _email()),
        rx.cond(~ProfileState.phone_asked, _phone()),
        rx.cond(
            may(Permission.CLAIM_ORDERS),
            rx.el.p(link(t("My earlier orders"), href="/orders/claim", class_name=LINK), class_name="mt-2"),
        ),
        title=t("Personal data"),
    )


def _value(value: Text) -> rx.Component:
    return rx.cond(value != "", value, rx.el.span(t("not set"), class_name=NONE))


def _email_fails() -> rx.Component:
    told = t(
        "E-mails to this address come back: there is no such mailbox. Change it, or send a test message."
    )
    return rx.el.div(notice(told, "warning"), class_name="mt-2")


def _email() -> rx.Component:
    return changeable(
        t("E-mail address"),
        rx.el.div(_value(ProfileState.email), rx.cond(ProfileState.email_fails, _email_fails())),
        t("Change"),
        change_email_form("/profile?email=asked"),
        rx.el.p(
            # The page is read anew with its address.
            anchor(
                t("I have a code already"),
                href="/profile?email=asked",
                class_name=LINK,
            ),
            class_name="mt-2",
        ),
    )


def _email_asked() -> rx.Component:
    stays = t("An e-mail with a code is on its way to the new address. Until then the present one stays:")
    sent = t("An e-mail with a code is on its way to the new address.")
    return rx.el.div(
        notice(rx.cond(ProfileState.email != "", stays + " " + ProfileState.email, sent)),
        demo_mailbox_notice(),
        confirm_email_form("/profile?done=email"),
        anchor(
            t("Use another address"),
            href="/profile",
            class_name=LINK,
        ),
        class_name="mb-5 space-y-4 border-b border-border pb-5",
    )


def _phone() -> rx.Component:
    state, sends = ProfileState, ViewerState.sends_sms
    confirmed = rx.el.span(
        rx.cond(state.phone_confirmed, t("confirmed"), t("not confirmed")), class_name=NONE + " ml-2"
    )
    asked = rx.cond(sends, "/profile?phone=asked", "/profile?done=phone")
    return changeable(
        t("Phone"),
        rx.fragment(_value(state.phone), rx.cond((state.phone != "") & sends, confirmed)),
        rx.cond(sends & (state.phone != "") & ~state.phone_confirmed, t("Confirm or change"), t("Change")),
        change_phone_form(state.phone, asked),
        rx.cond(
            sends,
            rx.el.p(
                # The page is read anew with its address.
                anchor(t("I have a code already"), href="/profile?phone=asked", class_name=LINK),
                class_name="mt-2",
            ),
        ),
        rx.cond(
            state.phone != "",
            rx.el.div(
                unfolding(t("Remove the number"), remove_phone_form("/profile?done=phone")), class_name="mt-4"
            ),
        ),
    )


def _phone_asked() -> rx.Component:
    return rx.el.div(
        notice(t("An SMS with a code is on its way to the new number. It works for 15 minutes.")),
        confirm_phone_form("/profile?done=phone"),
        anchor(t("Use another number"), href="/profile", class_name=LINK),
        class_name="mb-5 space-y-4 border-b border-border pb-5",
    )


def _language() -> rx.Component:
    label = t("Language of pages and e-mails")
    return rx.el.div(rx.el.p(label, class_name="font-semibold"), language_switch("settings", label))


def password_card() -> rx.Component:
    """The card of the password."""
    login = rx.cond(ProfileState.email != "", ProfileState.email, ProfileState.phone)
    return card(
        rx.el.p(t("A new password signs out all other devices."), class_name="mb-4 text-muted"),
        rx.el.div(change_password_form(login, "/profile?done=password"), class_name="max-w-md"),
        title=t("Password"),
    )
