"""Changing an account at once, or after a question where administrators are concerned."""

import reflex as rx
from pydantic import BaseModel, ValidationError

from autoservice import work
from autoservice.modules.auth.schemas import UserChange
from autoservice.shared.access import Role
from autoservice.shared.errors import DomainError
from autoservice.shared.i18n import N_, translate
from autoservice.shared.validation import Id
from autoservice.ui.shared.gate import current_viewer, opens_to
from autoservice.ui.shared.problems import explain

PROMOTED = N_("%(name)s will be able to do everything in the shop, this page included.")
DEMOTED = N_("%(name)s will no longer be able to administer the shop.")


class Wanted(BaseModel):
    """Whose account, and what about it."""

    user_id: Id
    change: UserChange


@opens_to(Role.ADMINISTRATOR)
class UpdateUserState(rx.State):
    """The change that waits for an answer, and what went wrong with the last one."""

    question: str = ""
    error: str = ""
    _user_id: int = 0
    _change: dict[str, str | bool] = {}

    @rx.event
    async def clear(self) -> None:
        """The page is opened: nothing was asked, nothing went wrong."""
        self._forget()
        self.error = ""

    @rx.event
    async def change_role(self, user_id: str, name: str, before: str, role: str) -> None:
        """Give the account another role."""
        questions = {str(role): PROMOTED, str(before): DEMOTED}
        await self._begin(user_id, {"role": role}, name, questions.get(Role.ADMINISTRATOR, ""))

    @rx.event
    async def switch(self, user_id: str, name: str, role: str, active: bool) -> None:
        """Switch the account off (``active`` is how it is to be) or on again."""
        question = DEMOTED if role == Role.ADMINISTRATOR and not active else ""
        await self._begin(user_id, {"active": active}, name, question)

    @rx.event
    async def confirm(self) -> None:
        """Do what was asked about."""
        user_id, change = self._user_id, self._change
        self._forget()
        await self._update(user_id, change)

    @rx.event
    async def cancel(self) -> None:
        """Leave everything as it was."""
        self._forget()

    @rx.event
    async def press_key(self, key: str) -> None:
        """Escape leaves everything as it was, too."""
        if key == "Escape":
            self._forget()

    async def _begin(
        self, user_id: object, change: dict[str, str | bool], name: object, question: str
    ) -> None:
        self.error = ""
        try:
            wanted = Wanted.model_validate({"user_id": user_id, "change": change})
        except ValidationError as error:
            self.error = explain(error)[""]
            return
        if question:
            self._user_id, self._change = wanted.user_id, change
            self.question = translate(current_viewer().locale, question, name=str(name)[:120])
        else:
            await self._update(wanted.user_id, change)

    async def _update(self, user_id: int, change: dict[str, str | bool]) -> None:
        try:
            async with work.work(current_viewer().actor) as unit:
                await unit.services.directory.update_user(user_id, UserChange.model_validate(change))
        except DomainError as error:
            self.error = explain(error)[""]

    def _forget(self) -> None:
        self.question, self._user_id, self._change = "", 0, {}
