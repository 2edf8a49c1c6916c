"""What goes in and out of the services of credentials."""

from pydantic import AliasChoices, BaseModel, Field

from autoservice.modules.auth.fields import Code, Login, Password, Secretive, Token


class ForgottenPassword(BaseModel):
    """Whose password is to be reset."""

    login: Login = Field(validation_alias=AliasChoices("login", "email", "phone"))


class NewPassword(Secretive):
    """A reset link's token and the new password."""

    token: Token
    password: Password


class PasswordChange(Secretive):
    """The present password and the new one."""

    current_password: Password
    password: Password


class OwnPassword(Secretive):
    """Proof that it is still the owner who sits there."""

    current_password: Password


class Enrolment(Secretive):
    """What an authenticator app needs to know, as text and as a picture (SVG)."""

    secret: str
    uri: str
    qr: str


class EnrolmentCode(Secretive):
    """Proof that the app has it."""

    code: Code


class RecoveryCodes(Secretive):
    """Codes to be written down, each good once. They are shown this one time."""

    codes: list[str]


class SecondFactorView(BaseModel):
    """Whether signing in asks for a code, whether it has to, and how many recovery codes are left."""

    enabled: bool
    required: bool
    recovery_codes: int
