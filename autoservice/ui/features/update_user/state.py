"""Changing an account at once, or after a question where rights are concerned."""

from typing import Any

import reflex as rx
from pydantic import BaseModel, ValidationError

from autoservice.modules.auth.accounts.schemas import UserChange
from autoservice.runtime.current import transaction
from autoservice.shared.access import Permission
from autoservice.shared.errors import DomainError
from autoservice.shared.i18n import translate
from autoservice.shared.validation import Id
from autoservice.ui.access import not_on_return, requires_permission
from autoservice.ui.current import current_viewer
from autoservice.ui.features.update_user.questions import (
    Question,
    question_before,
    role_name,
    what_was_saved,
)
from autoservice.ui.kit.form_state import FormMixin


class Wanted(BaseModel):
    """Whose account, and what about it."""

    user_id: Id
    change: UserChange


@requires_permission(Permission.MANAGE_USERS)
class UpdateUserState(FormMixin, rx.State):
    """The change that waits for an answer, and what came of the last one."""

    title: str = ""
    question: str = ""
    answer: str = ""
    saved: str = ""
    _wanted: dict[str, Any] = {}

    @rx.event
    @not_on_return
    async def clear(self) -> None:
        """The page is opened: nothing was asked, nothing was done."""
        self._forget()
        self.saved, self.errors = "", {}

    @rx.event
    async def change_role(self, user_id: str, name: str, before: str, role: str) -> None:
        """Give the account another role."""
        await self._begin({"user_id": user_id, "change": {"role": role}}, name, before)

    @rx.event
    async def switch(self, user_id: str, name: str, role: str, active: bool) -> None:
        """Switch the account off (``active`` is how it is to be) or on again."""
        await self._begin({"user_id": user_id, "change": {"active": active}}, name, role)

    @rx.event
    async def confirm(self) -> None:
        """Do what was asked about."""
        wanted = self._wanted
        self._forget()
        # Nothing waits if the other of two taps was first.
        if wanted:
            await self._update(Wanted.model_validate(wanted))

    @rx.event
    async def cancel(self) -> None:
        """Leave everything as it was."""
        self._forget()

    @rx.event
    async def dismiss(self) -> None:
        """The administrator has read what came of it."""
        self.saved, self.errors = "", {}

    async def _begin(self, asked: dict[str, Any], name: object, before: object) -> None:
        self.saved, self.errors = "", {}
        try:
            wanted = Wanted.model_validate(asked)
        except ValidationError as error:
            self._refuse(error)
            return
        if question := question_before(wanted.change, str(before)):
            self._ask(question, wanted, str(name)[:120])
        else:
            await self._update(wanted)

    def _ask(self, question: Question, wanted: Wanted, name: str) -> None:
        locale = current_viewer().locale
        role = role_name(locale, wanted.change.role)
        self._wanted = wanted.model_dump(mode="json")
        self.title, self.answer = translate(locale, question.title), translate(locale, question.answer)
        self.question = translate(locale, question.text, name=name, role=role)

    async def _update(self, wanted: Wanted) -> None:
        viewer = current_viewer()
        try:
            async with transaction(viewer.actor) as unit:
                user = await unit.services.directory.update_user(wanted.user_id, wanted.change)
        except DomainError as error:
            self._refuse(error)
        else:
            self.saved = what_was_saved(viewer.locale, user, wanted.change)

    def _forget(self) -> None:
        self.title = self.question = self.answer = ""
        self._wanted = {}
