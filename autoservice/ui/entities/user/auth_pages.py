"""The parts that the pages of sign-in, registration and password reset have in common."""

from typing import Any
from urllib.parse import parse_qsl, quote

import reflex as rx

from autoservice.shared.access import Permission
from autoservice.ui.access import home_of, requires_permission
from autoservice.ui.current import current_viewer
from autoservice.ui.kit.feedback import notice
from autoservice.ui.kit.forms import field, link, text_input
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.theme import Child, Text, classes
from autoservice.ui.kit.viewer import ViewerState, safe_path

LINK = "font-semibold text-accent underline underline-offset-4 hover:text-accent-strong"


@requires_permission(Permission.VISIT)
class AuthPageState(rx.State):
    """The next path, of the address's query."""

    # "?next=/orders/5" for links to the other pages of this kind, or empty.
    next_query: str = ""

    @rx.event
    async def load(self) -> None:
        """Read the address; only paths of this site are accepted."""
        next_path = safe_path(self._query().get("next", ""))
        self.next_query = f"?next={quote(next_path, safe='/')}" if next_path else ""

    @rx.event
    async def redirect_signed_in(self) -> Any:
        """Redirect a viewer who is signed in already."""
        actor = current_viewer().actor
        if actor.signed_in:
            return rx.redirect(safe_path(self._query().get("next", "")) or home_of(actor), replace=True)
        return None

    def _query(self) -> dict[str, str]:
        return dict(parse_qsl(self.router.url.query, keep_blank_values=True))


def login_field(*, hint: Text = "", passed_on: bool = False, **props: Any) -> rx.Component:
    """Return the field of a login; ``passed_on`` passes its value to the next page."""
    return field(t("E-mail address or phone number"), _login("text", passed_on, props), hint=hint)


def email_field(*, passed_on: bool = False, **props: Any) -> rx.Component:
    """Return the field of an e-mail address; ``passed_on`` passes the value to the next page."""
    return field(t("E-mail address"), _login("email", passed_on, props))


def phone_login_field(*, passed_on: bool = False, **props: Any) -> rx.Component:
    """Return the field of a phone number that one signs in with; ``passed_on`` passes it to the next page."""
    return field(t("Phone number"), _login("tel", passed_on, props))


def _login(type: str, passed_on: bool, props: dict[str, Any]) -> rx.Component:
    return text_input(
        "login",
        type=type,
        input_mode="tel" if type == "tel" else "email",
        auto_complete="username",
        auto_capitalize="none",
        spell_check=False,
        required=True,
        custom_attrs={"data-kept": "login"} if passed_on else {},
        **props,
    )


def secondary_link(label: Text, path: str) -> rx.Component:
    """Return a link to another page of this kind, with the same next path."""
    return link(
        label,
        href=rx.Var.create(path).to(str) + AuthPageState.next_query,
        class_name=classes(LINK, "inline-flex min-h-11 items-center"),
    )


def secondary_links(*links: Child) -> rx.Component:
    """Return a line of links below the form."""
    return rx.el.nav(
        *links, aria_label=t("Other ways"), class_name="mt-4 flex flex-wrap justify-center gap-x-6"
    )


def demo_mailbox_notice() -> rx.Component:
    """Return a link to the demo's mailbox, which exists where no mail server is configured."""
    mailbox = rx.el.a(
        t("Open the demo mailbox"),
        href="/mailbox",
        target="_blank",
        class_name=classes(LINK, "inline-flex min-h-11 items-center md:min-h-0"),
    )
    message = notice(t("This demo sends no e-mail: read it in the demo mailbox."), "info", mailbox)
    return rx.cond(ViewerState.demo_mailbox, message)
