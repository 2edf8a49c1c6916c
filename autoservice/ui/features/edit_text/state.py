"""Previewing a message, sending it to oneself, and taking changed words back; and what became of it."""

from dataclasses import dataclass
from typing import Any, Final

import reflex as rx
from pydantic import ValidationError

from autoservice.modules.notifications.texts.schemas import (
    TextChange,
    TextPreview,
    TextReset,
    TextTrial,
    TextView,
)
from autoservice.runtime.current import read_only, transaction
from autoservice.shared.access import Permission
from autoservice.shared.errors import DomainError
from autoservice.shared.i18n import N_, translate
from autoservice.ui.access import not_on_return, requires_permission
from autoservice.ui.current import current_viewer
from autoservice.ui.kit.form_state import FormMixin

LANGUAGES: Final = {"ru": N_("In Russian"), "en": N_("In English")}
SENT: Final = N_("The e-mail is on its way to your own address.")
RESET: Final = N_("“%(name)s” is as it is shipped again.")
FAILED: Final = N_("Not saved. Please try again.")
RESTORED: Final = N_("“%(name)s” has its changed words again.")


@dataclass(frozen=True)
class PreviewViewModel:
    """A message in one language, as its reader sees it."""

    locale: str = ""
    language: str = ""
    subject: str = ""
    email: str = ""
    push_title: str = ""
    push_text: str = ""


@requires_permission(Permission.MANAGE_SHOP)
class TextCommandsState(FormMixin, rx.State):
    """The open preview, and the outcome of the last command."""

    saved: str = ""
    # Why something was not done.
    kept: str = ""
    can_restore: bool = False
    previewed: str = ""
    name: str = ""
    previews: list[PreviewViewModel] = []
    sent: str = ""
    _kind: str = ""
    _former: dict[str, Any] = {}

    @rx.event
    @not_on_return
    async def clear(self) -> None:
        """Clear what the page showed before."""
        self._forget()
        self.previewed, self.sent, self.errors = "", "", {}

    @rx.event
    async def dismiss(self) -> None:
        """Take the message away."""
        self._forget()

    def _forget(self) -> None:
        self.saved, self.kept, self.can_restore = "", "", False

    @rx.event
    async def preview(self, kind: str, name: str) -> None:
        """Show a kind of message with example data."""
        viewer = current_viewer()
        self.sent, self.errors = "", {}
        try:
            async with read_only(viewer.actor) as unit:
                found = await unit.services.texts.preview_text(str(kind))
        except DomainError as error:
            self.kept = error.text(viewer.locale)
            return
        self.previews = [_view_model(one, viewer.locale) for one in found]
        self.previewed, self.name = str(kind), str(name)

    @rx.event
    async def close(self) -> None:
        """Close the preview."""
        self.previewed = ""

    @rx.event
    async def send(self, locale: str) -> None:
        """Send oneself the previewed message."""
        viewer, self.sent = current_viewer(), ""
        try:
            command = TextTrial.model_validate({"locale": locale})
            async with read_only(viewer.actor) as unit:
                await unit.services.texts.check_trial()
            async with transaction(viewer.actor) as unit:
                await unit.services.texts.send_trial(self.previewed, command)
        except (DomainError, ValidationError) as error:
            self._refuse(error)
            return
        self._accept()
        self.sent = translate(viewer.locale, SENT)

    @rx.event
    async def reset_words(self, kind: str, version: int, name: str) -> None:
        """Let a kind of message say what it is shipped with."""
        viewer = current_viewer()
        self._forget()
        try:
            command = TextReset.model_validate({"version": version})
            async with transaction(viewer.actor) as unit:
                former = await unit.services.texts.get_text(str(kind))
                now = await unit.services.texts.reset_text(str(kind), command, viewer.locale)
        except (DomainError, ValidationError) as error:
            self.kept = _sentence(error, viewer.locale)
            return
        self._kind, self._former = str(kind), _changes(former, now.version)
        self.name, self.can_restore = str(name), True
        self.saved = translate(viewer.locale, RESET, name=self.name)

    @rx.event
    async def restore(self) -> None:
        """Take the last reset back, unless somebody has changed the texts since."""
        viewer = current_viewer()
        self._forget()
        try:
            command = TextChange.model_validate(self._former)
            async with transaction(viewer.actor) as unit:
                await unit.services.texts.change_text(self._kind, command, viewer.locale)
        except (DomainError, ValidationError) as error:
            self.kept = _sentence(error, viewer.locale)
            return
        self.saved = translate(viewer.locale, RESTORED, name=self.name)


def _sentence(error: DomainError | ValidationError, locale: str) -> str:
    return error.text(locale) if isinstance(error, DomainError) else translate(locale, FAILED)


def _changes(former: TextView, version: int) -> dict[str, Any]:
    texts = former.model_dump(include={"enabled", "title_ru", "text_ru", "title_en", "text_en"})
    return {**texts, "version": version}


def _view_model(preview: TextPreview, locale: str) -> PreviewViewModel:
    return PreviewViewModel(language=translate(locale, LANGUAGES[preview.locale]), **preview.model_dump())
