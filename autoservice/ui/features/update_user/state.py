"""Updates of an account, at once or after a question where rights change."""

from typing import Any

import reflex as rx
from pydantic import BaseModel, ValidationError

from autoservice.modules.auth.accounts.schemas import UserChange
from autoservice.runtime.current import read_only, transaction
from autoservice.shared.access import Permission
from autoservice.shared.errors import DomainError
from autoservice.shared.i18n import translate
from autoservice.shared.validation import Id
from autoservice.ui.access import not_on_return, requires_permission
from autoservice.ui.current import current_viewer
from autoservice.ui.features.update_user.questions import (
    Question,
    goes_on_working,
    open_work,
    question_for,
    role_name,
    saved_message,
)
from autoservice.ui.kit.form_state import FormMixin


class UpdateUser(BaseModel):
    """The command to change an account."""

    user_id: Id
    change: UserChange


@requires_permission(Permission.MANAGE_USERS)
class UpdateUserState(FormMixin, rx.State):
    """The pending change with its question, and the outcome of the last one."""

    title: str = ""
    question: str = ""
    answer: str = ""
    saved: str = ""
    _pending: dict[str, Any] = {}

    @rx.event
    @not_on_return
    async def clear(self) -> None:
        """Clear what the page showed before."""
        self._clear_question()
        self.saved, self.errors = "", {}

    @rx.event
    async def change_role(self, user_id: str, name: str, before: str, role: str) -> None:
        """Give the account another role."""
        await self._begin({"user_id": user_id, "change": {"role": role}}, name, before)

    @rx.event
    async def switch(self, user_id: str, name: str, role: str, active: bool) -> None:
        """Disable the account, or enable it again; ``active`` is its new state."""
        await self._begin({"user_id": user_id, "change": {"active": active}}, name, role)

    @rx.event
    async def confirm(self) -> None:
        """Run the pending command."""
        pending = self._pending
        self._clear_question()
        # Nothing is pending after the first of two clicks.
        if pending:
            await self._update(UpdateUser.model_validate(pending))

    @rx.event
    async def cancel(self) -> None:
        """Drop the pending command."""
        self._clear_question()

    @rx.event
    async def dismiss(self) -> None:
        """Take the message away."""
        self.saved, self.errors = "", {}

    async def _begin(self, fields: dict[str, Any], name: object, before: object) -> None:
        self.saved, self.errors = "", {}
        try:
            command = UpdateUser.model_validate(fields)
        except ValidationError as error:
            self._refuse(error)
            return
        stages = await _count_open_stages(command)
        if question := question_for(command.change, str(before), stages):
            self._ask(question, command, str(name)[:120], stages)
        else:
            await self._update(command)

    def _ask(self, question: Question, command: UpdateUser, name: str, open_stages: int) -> None:
        locale = current_viewer().locale
        role = role_name(locale, command.change.role)
        self._pending = command.model_dump(mode="json")
        self.title, self.answer = translate(locale, question.title), translate(locale, question.answer)
        work = open_work(locale, name, open_stages)
        self.question = f"{translate(locale, question.text, name=name, role=role)} {work}".strip()

    async def _update(self, command: UpdateUser) -> None:
        viewer = current_viewer()
        try:
            async with transaction(viewer.actor) as unit:
                user = await unit.services.staff.update_user(command.user_id, command.change)
        except DomainError as error:
            self._refuse(error)
        else:
            self.saved = saved_message(viewer.locale, user, command.change)

    def _clear_question(self) -> None:
        self.title = self.question = self.answer = ""
        self._pending = {}


async def _count_open_stages(command: UpdateUser) -> int:
    """Return how many stages nobody would work on after the change."""
    if goes_on_working(command.change):
        return 0
    async with read_only(current_viewer().actor) as unit:
        return await unit.services.assignment.count_open_stages(command.user_id)
