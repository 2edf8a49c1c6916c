"""The letters that follow the events of this module. Each may be written twice and says the same then.

They are only written here: a mail server takes its time, and no transaction waits for it.
"""

from datetime import timedelta

from autoservice.modules.auth.accounts.profile import EMAIL_CHANGE_LIFE
from autoservice.modules.auth.accounts.registration import INVITATION_LIFE, REGISTRATION_LIFE
from autoservice.modules.auth.credentials.one_time_tokens import OneTimeTokens
from autoservice.modules.auth.credentials.password_reset import RESET_LIFE, find_account
from autoservice.modules.auth.letters import Letter, LetterKind
from autoservice.modules.auth.login_names.logins import mask
from autoservice.modules.auth.means import Means
from autoservice.modules.auth.models import OneTimeToken, User
from autoservice.shared.access import Permission, Service, requires
from autoservice.shared.unit import Unit

FORGOT = "/password/forgot"
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


class AccountLettersService(Service):
    """Tells people by letter what happens to their accounts; ``None`` where there is nobody to tell."""

    def __init__(self, unit: Unit, means: Means) -> None:
        super().__init__(unit)
        self._means = means
        self._once = OneTimeTokens(means, unit)

    @requires(Permission.RUN_REACTIONS)
    async def write_registration(self, token_id: int) -> Letter | None:
        """A code and a link; or to an address that has an account, the reminder that it has one."""
        row = await self._open(token_id)
        if row is None:
            return None
        owner = await self._means.users.by_email(row.address)
        if owner:
            return self._already_registered(owner)
        fields = self._code_fields(row, "/confirm", REGISTRATION_LIFE)
        locale = self._locale(row.payload["locale"])
        return Letter(LetterKind.CONFIRM_REGISTRATION, row.address, locale, row.payload["name"], fields)

    def _already_registered(self, owner: User) -> Letter | None:
        links = {"link": self._means.link("/sign-in"), "reset_link": self._means.link(FORGOT)}
        return self._to(owner, LetterKind.ALREADY_REGISTERED, links)

    def _code_fields(self, row: OneTimeToken, path: str, life: timedelta) -> dict[str, str]:
        link = self._means.link(path, self._once.token(row))
        return {"code": self._once.code(row), "link": link, "hours": str(life // HOUR)}

    @requires(Permission.RUN_REACTIONS)
    async def write_password_reset(self, token_id: int) -> Letter | None:
        """A link, if the address has an account that a letter can reach."""
        row = await self._open(token_id)
        user = await find_account(self._means, row.address) if row else None
        if row is None or user is None:
            return None
        link = self._means.link("/password/reset", self._once.token(row))
        fields = {"link": link, "minutes": str(RESET_LIFE // MINUTE)}
        return self._to(user, LetterKind.RESET_PASSWORD, fields)

    @requires(Permission.RUN_REACTIONS)
    async def write_password_changed(self, user_id: int) -> Letter | None:
        """So that the owner knows, if it was somebody else."""
        user = await self._means.users.by_id(user_id)
        return self._to(user, LetterKind.PASSWORD_CHANGED, {"reset_link": self._means.link(FORGOT)})

    @requires(Permission.RUN_REACTIONS)
    async def write_email_change(self, token_id: int) -> Letter | None:
        """A code and a link to the new address; or the reminder that it has an account already."""
        row = await self._open(token_id)
        user = await self._means.users.by_id(row.user_id or 0) if row else None
        if row is None or user is None:
            return None
        email = row.payload["email"]
        owner = await self._means.users.by_email(email)
        if owner:
            return self._already_registered(owner)
        fields = self._code_fields(row, "/confirm-email", EMAIL_CHANGE_LIFE)
        return Letter(LetterKind.CONFIRM_EMAIL, email, self._locale(user.locale), user.name, fields)

    @requires(Permission.RUN_REACTIONS)
    async def write_email_changed(self, token_id: int) -> Letter | None:
        """To the former address, so that the owner knows if it was somebody else."""
        row = await self._means.users.one_time_token_by_id(token_id)
        user = await self._means.users.by_id(row.user_id or 0) if row else None
        former = row.payload.get("former") if row else ""
        if not (row and user and former):
            return None
        fields = {"new_email": mask(row.payload["email"])}
        return Letter(LetterKind.EMAIL_CHANGED, former, self._locale(user.locale), user.name, fields)

    @requires(Permission.RUN_REACTIONS)
    async def write_second_factor_changed(self, user_id: int) -> Letter | None:
        """Whether signing in asks for a code from now on."""
        user = await self._means.users.by_id(user_id)
        state = "on" if user and user.has_second_factor else "off"
        fields = {"state": state, "link": self._means.link("/profile")}
        return self._to(user, LetterKind.SECOND_FACTOR_CHANGED, fields)

    @requires(Permission.RUN_REACTIONS)
    async def write_invitation(self, token_id: int) -> Letter | None:
        """Who invites, as what, and the link."""
        row = await self._open(token_id)
        if row is None:
            return None
        inviter = await self._means.users.by_id(row.payload["inviter_id"])
        fields = {
            "inviter": inviter.name if inviter else "",
            "role": row.payload["role"],
            "link": self._means.link("/invitation", self._once.token(row)),
            "days": str(INVITATION_LIFE.days),
        }
        locale = self._locale(row.payload["locale"])
        return Letter(LetterKind.INVITATION, row.address, locale, row.payload["name"], fields)

    @requires(Permission.RUN_REACTIONS)
    async def write_farewell(self, token_id: int) -> Letter | None:
        """The last letter to somebody whose data are erased."""
        row = await self._means.users.one_time_token_by_id(token_id)
        to = self._means.vault.decrypt(row.payload["to"]) if row else ""
        if row is None or not to:
            return None
        return Letter(LetterKind.PROFILE_DELETED, to, self._locale(row.payload["locale"]))

    async def _open(self, token_id: int) -> OneTimeToken | None:
        """The token, if its letter still is of use."""
        row = await self._means.users.one_time_token_by_id(token_id)
        return row if row and row.is_open(self._unit.now) else None

    def _to(self, user: User | None, kind: LetterKind, fields: dict[str, str]) -> Letter | None:
        if user is None or not user.email:
            return None
        return Letter(kind, user.email, self._locale(user.locale), user.name, fields)

    def _locale(self, locale: str) -> str:
        return locale or self._means.settings.default_locale
