"""The services of the auth module over one unit of work, and what they are made of."""

from functools import cached_property

from autoservice.modules.auth.accounts.clients import ClientsService
from autoservice.modules.auth.accounts.closing import AccountCloser
from autoservice.modules.auth.accounts.contacts import ContactsService
from autoservice.modules.auth.accounts.creating import AccountCreator
from autoservice.modules.auth.accounts.directory import DirectoryService
from autoservice.modules.auth.accounts.erasure import ErasureService
from autoservice.modules.auth.accounts.invitations import InvitationsService
from autoservice.modules.auth.accounts.logins import LoginsService
from autoservice.modules.auth.accounts.phone_contacts import PhoneContactsService
from autoservice.modules.auth.accounts.phone_owners import PhoneOwners
from autoservice.modules.auth.accounts.phones import PhonesService
from autoservice.modules.auth.accounts.profile import ProfileService
from autoservice.modules.auth.accounts.registration import RegistrationService
from autoservice.modules.auth.accounts.repository import SqlUsersRepository
from autoservice.modules.auth.credentials.one_time_tokens import OneTimeTokens
from autoservice.modules.auth.credentials.password_proofs import PasswordProofs
from autoservice.modules.auth.credentials.passwords import PasswordsService
from autoservice.modules.auth.credentials.repository import SqlOneTimeSecretsRepository
from autoservice.modules.auth.credentials.second_factor import SecondFactorService
from autoservice.modules.auth.credentials.second_factor_codes import SecondFactorCodes
from autoservice.modules.auth.sessions.issuing import SessionIssuer
from autoservice.modules.auth.sessions.known_devices import KnownDevices
from autoservice.modules.auth.sessions.repository import SqlSessionsRepository
from autoservice.modules.auth.sessions.sessions import SessionsService
from autoservice.modules.auth.sessions.sign_in import SignInService
from autoservice.shared.unit import Unit
from autoservice.wiring.adapters import Adapters


class AuthParts:
    """What the services share, over one unit of work."""

    def __init__(self, unit: Unit, adapters: Adapters) -> None:
        self.users = SqlUsersRepository(unit.session)
        self.sessions = SqlSessionsRepository(unit.session)
        self.secrets = SqlOneTimeSecretsRepository(unit.session)
        self.known_devices = KnownDevices(unit, self.sessions)
        self.one_time = OneTimeTokens(unit, self.secrets, adapters.vault)
        self.codes = SecondFactorCodes(unit, self.secrets, adapters.vault)
        self.proofs = PasswordProofs(unit, self.users, self.sessions, adapters.hasher, adapters.limiter)
        self.phone_owners = PhoneOwners(unit, self.users, self.one_time)
        self.creator = AccountCreator(unit, self.users)
        self.closer = AccountCloser(unit, self.users, self.sessions, self.secrets)
        self.issuer = SessionIssuer(
            unit, self.sessions, self.known_devices, adapters.tokens, adapters.settings
        )


class AuthServices:
    """The services, each built when it is first asked for."""

    def __init__(self, unit: Unit, adapters: Adapters) -> None:
        self._unit = unit
        self._adapters = adapters
        self._settings = adapters.settings

    @cached_property
    def _parts(self) -> AuthParts:
        return AuthParts(self._unit, self._adapters)

    @cached_property
    def sign_in(self) -> SignInService:
        """Opening sessions."""
        parts = self._parts
        return SignInService(
            self._unit,
            parts.users,
            parts.issuer,
            parts.known_devices,
            parts.one_time,
            parts.codes,
            parts.proofs,
            self._adapters.limiter,
            self._settings.phone_region,
        )

    @cached_property
    def sessions(self) -> SessionsService:
        """Refreshing, listing and revoking sessions."""
        parts, vault = self._parts, self._adapters.vault
        return SessionsService(self._unit, parts.users, parts.sessions, parts.secrets, parts.issuer, vault)

    @cached_property
    def passwords(self) -> PasswordsService:
        """Changing and resetting passwords."""
        parts, limiter, region = self._parts, self._adapters.limiter, self._settings.phone_region
        proved = parts.one_time, parts.proofs, limiter, region
        return PasswordsService(self._unit, parts.users, parts.sessions, *proved, self._settings.sends_sms)

    @cached_property
    def second_factor(self) -> SecondFactorService:
        """The second factor of the account that asks."""
        parts = self._parts
        return SecondFactorService(
            self._unit,
            parts.users,
            parts.sessions,
            parts.secrets,
            parts.codes,
            parts.proofs,
            self._adapters.vault,
            self._adapters.limiter,
            self._settings.require_second_factor,
        )

    @cached_property
    def registration(self) -> RegistrationService:
        """Accounts that begin without an invitation."""
        parts, limiter, region = self._parts, self._adapters.limiter, self._settings.phone_region
        proved = parts.one_time, parts.proofs, limiter, region
        phones = parts.phone_owners, self._settings.sends_sms
        return RegistrationService(self._unit, parts.users, parts.creator, *proved, *phones)

    @cached_property
    def invitations(self) -> InvitationsService:
        """Accounts that administrators offer."""
        parts = self._parts
        return InvitationsService(
            self._unit, parts.users, parts.secrets, parts.creator, parts.one_time, parts.proofs
        )

    @cached_property
    def profile(self) -> ProfileService:
        """The account that asks."""
        return ProfileService(self._unit, self._parts.users, self._parts.sessions)

    @cached_property
    def logins(self) -> LoginsService:
        """The addresses that people sign in with."""
        parts = self._parts
        return LoginsService(self._unit, parts.users, parts.one_time, parts.proofs, self._adapters.limiter)

    @cached_property
    def phones(self) -> PhonesService:
        """The numbers that people sign in with."""
        parts, limiter, region = self._parts, self._adapters.limiter, self._settings.phone_region
        proved = parts.one_time, parts.proofs, limiter, region
        return PhonesService(self._unit, parts.users, parts.phone_owners, *proved, self._settings.sends_sms)

    @cached_property
    def erasure(self) -> ErasureService:
        """Erasing people from their accounts."""
        parts, vault = self._parts, self._adapters.vault
        return ErasureService(self._unit, parts.users, parts.closer, parts.one_time, parts.proofs, vault)

    @cached_property
    def directory(self) -> DirectoryService:
        """The shop's people."""
        return DirectoryService(self._unit, self._parts.users, self._parts.sessions)

    @cached_property
    def clients(self) -> ClientsService:
        """The clients, as the shop enters them."""
        return ClientsService(self._unit, self._parts.users, self._settings.phone_region)

    @cached_property
    def contacts(self) -> ContactsService:
        """The recipients of e-mails about accounts."""
        parts, vault, locale = self._parts, self._adapters.vault, self._settings.default_locale
        read = parts.users, parts.secrets, parts.one_time
        return ContactsService(self._unit, *read, vault, locale, self._settings.sends_sms)

    @cached_property
    def phone_contacts(self) -> PhoneContactsService:
        """The recipients of codes by SMS."""
        parts, locale = self._parts, self._settings.default_locale
        return PhoneContactsService(self._unit, parts.users, parts.secrets, parts.one_time, locale)
