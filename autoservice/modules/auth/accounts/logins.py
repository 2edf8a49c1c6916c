"""The e-mail address of an account, which one signs in with."""

from datetime import timedelta
from typing import Final

from autoservice.events.accounts import EmailChanged, EmailChangeRequested
from autoservice.modules.auth.accounts.ports import UsersRepository
from autoservice.modules.auth.accounts.schemas import EmailChange, UserView
from autoservice.modules.auth.accounts.views import view_user
from autoservice.modules.auth.credentials.attempts import limit_emails
from autoservice.modules.auth.credentials.one_time_tokens import OneTimeTokens
from autoservice.modules.auth.credentials.password_proofs import PasswordProofs
from autoservice.modules.auth.credentials.ports import AttemptLimiter
from autoservice.modules.auth.errors import LoginTaken
from autoservice.modules.auth.login_names.logins import parse_email
from autoservice.modules.auth.models import OneTimeToken, Purpose, User
from autoservice.shared.access import Permission
from autoservice.shared.service import Service, requires
from autoservice.shared.unit import Unit

EMAIL_CHANGE_LIFE: Final = timedelta(hours=24)


class LoginsService(Service):
    """Changes what people sign in with."""

    def __init__(
        self,
        unit: Unit,
        users: UsersRepository,
        one_time: OneTimeTokens,
        proofs: PasswordProofs,
        limiter: AttemptLimiter,
    ) -> None:
        super().__init__(unit)
        self._users = users
        self._one_time = one_time
        self._proofs = proofs
        self._limiter = limiter

    @requires(Permission.MANAGE_OWN_ACCOUNT)
    async def request_email_change(self, change: EmailChange) -> None:
        """Enqueue an e-mail with a code to the new address, which is the account's once it was answered.

        Raises ``WrongPassword``, ``NotAnEmail``, ``TooManyAttempts``. Whether the address
        is another account's is said in the e-mail only.
        """
        user = await self._proofs.reauthenticate(change.current_password)
        email = parse_email(change.email)
        await limit_emails(self._limiter, Purpose.CHANGE_EMAIL, email)
        # Whoever asks again has mistyped the first one: nobody else can ask in the account's name.
        await self._one_time.void_newest(Purpose.CHANGE_EMAIL, _change_key(user))
        row = await self._one_time.issue(
            Purpose.CHANGE_EMAIL,
            EMAIL_CHANGE_LIFE,
            _change_key(user),
            user_id=user.id,
            payload={"email": email},
        )
        self._unit.record(EmailChangeRequested(row.id), f"user:{user.id}")

    @requires(Permission.MANAGE_OWN_ACCOUNT)
    async def confirm_email_by_code(self, code: str) -> UserView:
        """Take over the address that got the code; raises ``WrongCode``, ``LoginTaken``."""
        user = await self._users.get(self._actor.user_id, locked=True)
        row = await self._one_time.redeem_code(Purpose.CHANGE_EMAIL, _change_key(user), code)
        return await self._take_over(user, row)

    @requires(Permission.SIGN_IN)
    async def confirm_email_by_link(self, token: str) -> UserView:
        """Take over the address that got the link; raises ``DeadLink``, ``LoginTaken``."""
        row = await self._one_time.find(Purpose.CHANGE_EMAIL, token)
        user = await self._users.get(row.user_id or 0, locked=True)
        return await self._take_over(user, await self._one_time.redeem(Purpose.CHANGE_EMAIL, token))

    async def _take_over(self, user: User, row: OneTimeToken) -> UserView:
        email = row.payload["email"]
        if await self._users.by_login(email):
            raise LoginTaken()
        row.payload = {"email": email, "former": user.email or ""}
        # Resets that were asked for the former address, and other changes that nobody waits for now.
        await self._one_time.void_all(user)
        await self._one_time.forget_login(user.email)
        user.email = email
        await self._users.store(user)
        self._unit.record(EmailChanged(row.id), f"user:{user.id}")
        return view_user(user)


def _change_key(user: User) -> str:
    """What one account's changes are kept under; anybody may ask for an e-mail to the same new address."""
    return f"user:{user.id}"
