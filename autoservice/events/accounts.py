"""Facts about accounts and sessions."""

from dataclasses import dataclass

from autoservice.events.base import Event


@dataclass(frozen=True)
class AccountEvent(Event):
    """The family of what changes how an account is listed."""


@dataclass(frozen=True)
class UserRegistered(AccountEvent, name="user_registered", formerly="UserRegistered"):
    """An account was created."""

    user_id: int


@dataclass(frozen=True)
class ClientEntered(AccountEvent, name="client_entered"):
    """The shop entered a client who has no account to sign in to."""

    user_id: int


@dataclass(frozen=True)
class ClientChanged(AccountEvent, name="client_changed"):
    """The shop changed what it knows of a client."""

    user_id: int


@dataclass(frozen=True)
class ClientsMerged(AccountEvent, name="clients_merged"):
    """All that was of a client's other account became this one's; the other one was closed."""

    user_id: int
    merged_id: int


@dataclass(frozen=True)
class ClaimRequested(AccountEvent, name="claim_requested"):
    """A client said that somebody whom the shop entered is they."""

    claim_id: int


@dataclass(frozen=True)
class ClaimGranted(AccountEvent, name="claim_granted"):
    """What was claimed is the claimant's now."""

    claim_id: int
    user_id: int


@dataclass(frozen=True)
class ClaimRefused(AccountEvent, name="claim_refused"):
    """The shop refused a claim."""

    claim_id: int
    user_id: int


@dataclass(frozen=True)
class UserRoleChanged(AccountEvent, name="user_role_changed", formerly="UserRoleChanged"):
    """An account's role changed."""

    user_id: int


@dataclass(frozen=True)
class AccountDisabled(AccountEvent, name="account_disabled"):
    """An account can no longer be signed in to."""

    user_id: int


@dataclass(frozen=True)
class MechanicSkillsChanged(AccountEvent, name="mechanic_skills_changed"):
    """A mechanic can do other things than before."""

    user_id: int


@dataclass(frozen=True)
class AccountEnabled(AccountEvent, name="account_enabled"):
    """An account can be signed in to again."""

    user_id: int


@dataclass(frozen=True)
class ProfileChanged(AccountEvent, name="profile_changed"):
    """Somebody changed their name or language."""

    user_id: int


@dataclass(frozen=True)
class PhoneConfirmationRequested(Event, name="phone_confirmation_requested"):
    """A code is to be sent to the number that an account is to have."""

    token_id: int


@dataclass(frozen=True)
class PhoneChanged(AccountEvent, name="phone_changed"):
    """An account has another phone number, or none."""

    user_id: int


@dataclass(frozen=True)
class SessionsRevoked(Event, name="sessions_revoked", formerly="SessionsRevoked"):
    """Sessions of an account ended before their time: its open pages must go."""

    user_id: int


@dataclass(frozen=True)
class RegistrationRequested(Event, name="registration_requested", formerly="RegistrationRequested"):
    """Somebody wants an account with an e-mail address; the token waits to be confirmed."""

    token_id: int


@dataclass(frozen=True)
class PasswordResetRequested(Event, name="password_reset_requested", formerly="PasswordResetRequested"):
    """Somebody forgot a password, or says so; whether there is an account is not known yet."""

    token_id: int


@dataclass(frozen=True)
class PasswordChanged(Event, name="password_changed", formerly="PasswordChanged"):
    """An account has another password."""

    user_id: int


@dataclass(frozen=True)
class EmailChangeRequested(Event, name="email_change_requested", formerly="EmailChangeRequested"):
    """An account wants another address; the token waits to be confirmed."""

    token_id: int


@dataclass(frozen=True)
class EmailChanged(AccountEvent, name="email_changed", formerly="EmailChanged"):
    """An account has another address; the token knows the former one."""

    token_id: int


@dataclass(frozen=True)
class SecondFactorChanged(AccountEvent, name="second_factor_changed", formerly="SecondFactorChanged"):
    """An account's second factor was switched on or off."""

    user_id: int


@dataclass(frozen=True)
class InvitationSent(Event, name="invitation_sent", formerly="InvitationSent"):
    """An administrator invited somebody to work here."""

    token_id: int


@dataclass(frozen=True)
class ProfileDeleted(AccountEvent, name="profile_deleted", formerly="ProfileDeleted"):
    """Somebody deleted their account; the token knows where to say farewell."""

    user_id: int
    token_id: int
