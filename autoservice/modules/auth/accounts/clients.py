"""The service of clients, as the shop enters and finds them."""

from typing import Final

from autoservice.events.accounts import ClientChanged, ClientEntered
from autoservice.modules.auth.accounts.client_schemas import (
    AddressesQuery,
    ClientCard,
    ClientChange,
    ClientsFilter,
    ClientView,
    ContactView,
    NewClient,
    NewContact,
)
from autoservice.modules.auth.accounts.ports import UsersRepository
from autoservice.modules.auth.accounts.schemas import UserFilter
from autoservice.modules.auth.accounts.tax_numbers import is_doubtful
from autoservice.modules.auth.accounts.views import view_user
from autoservice.modules.auth.errors import (
    ClientMayExist,
    ClientNotFound,
    ClientOutdated,
    ClientRegistered,
    ClientUnreachable,
    ContactNotFound,
    TooManyContacts,
)
from autoservice.modules.auth.login_names.logins import parse_email
from autoservice.modules.auth.login_names.phones import parse_phone
from autoservice.modules.auth.models import ClientContact, User
from autoservice.shared.access import Permission, Role
from autoservice.shared.pagination import Page
from autoservice.shared.service import Service, requires
from autoservice.shared.unit import Unit

# So many who may be the same person are shown.
DOUBLES: Final = 5
MOST_CONTACTS: Final = 50
# What a client who signs in changes alone.
OWN: Final = ("name", "phone", "email", "locale")
# What the shop enters of every client.
SHOPS: Final = ("remark", "kind", "tax_number")


class ClientsService(Service):
    """Clients: those who signed up, and those whom the shop entered because they walked in."""

    def __init__(self, unit: Unit, users: UsersRepository, phone_region: str) -> None:
        super().__init__(unit)
        self._users = users
        self._phone_region = phone_region

    @requires(Permission.MANAGE_CLIENTS)
    async def list_clients(self, query: ClientsFilter) -> Page[ClientView]:
        """Return a page of the clients who fit, by name; raises ``UnknownCursor``."""
        filters = UserFilter(text=query.q, role=Role.CLIENT, cursor=query.cursor, size=query.size)
        page = await self._users.page(filters)
        return page.with_items(view_client(user) for user in page.items)

    @requires(Permission.MANAGE_CLIENTS)
    async def get_client(self, client_id: int) -> ClientCard:
        """Return a client; the one whom an account was merged into, if it was. Raises ``ClientNotFound``."""
        user = await self._users.find(client_id)
        if user and user.merged_into_id:
            user = await self._users.find(user.merged_into_id)
        client = view_client(_client(user))
        contacts = [_view_contact(one) for one in await self._users.contacts_of(client.id)]
        return ClientCard(**client.model_dump(), contacts=contacts)

    @requires(Permission.MANAGE_CLIENTS)
    async def find_doubles(self, query: AddressesQuery) -> list[ClientView]:
        """Return clients whom an address or a number reaches; raises ``NotAnEmail``, ``NotAPhone``."""
        email, phone = self._parse(query.email, query.phone)
        return [view_client(user) for user in await self._users.with_addresses(email, phone, DOUBLES)]

    @requires(Permission.MANAGE_CLIENTS)
    async def create_client(self, new: NewClient) -> ClientView:
        """Enter a client, who cannot sign in to the account.

        Raises ``NotAnEmail``, ``NotAPhone``, ``ClientUnreachable`` without any, and ``ClientMayExist`` if
        others have the address or number, unless it is ``confirmed`` that this is somebody else.
        """
        email, phone = self._parse_some(new.email, new.phone)
        doubles = [] if new.confirmed else await self._users.with_addresses(email, phone, DOUBLES)
        if doubles:
            raise ClientMayExist([user.id for user in doubles])
        user = User(
            name="",
            contact_email=email,
            contact_phone=phone,
            role=Role.CLIENT.value,
            locale=new.locale or "",
            remark=new.remark,
            kind=new.kind.value,
            tax_number=new.tax_number,
            # No password has an empty hash.
            password_hash="",
            created_at=self._unit.now,
        )
        user.rename(new.name)
        await self._users.store(user)
        self._unit.record(ClientEntered(user.id), f"user:{user.id}", after={"claimed": False})
        return view_client(user)

    @requires(Permission.MANAGE_CLIENTS)
    async def change_client(self, client_id: int, change: ClientChange) -> ClientView:
        """Change what the shop knows of a client.

        Raises ``ClientNotFound``, ``ClientOutdated``, ``ClientRegistered`` for what only the client changes,
        ``NotAnEmail``, ``NotAPhone``, ``ClientUnreachable``.
        """
        user = _client(await self._users.find(client_id, locked=True))
        if change.version != user.version:
            raise ClientOutdated()
        given = change.model_dump(exclude_none=True, exclude={"version"})
        if user.is_claimed and not given.keys().isdisjoint(OWN):
            raise ClientRegistered()
        before = {name: getattr(user, name) for name in KEPT}
        self._apply(user, change)
        changed = [name for name in KEPT if getattr(user, name) != before[name]]
        user.version += bool(changed)
        if changed:
            self._unit.record(ClientChanged(user.id), f"user:{user.id}", after={"fields": changed})
        return view_client(user)

    @requires(Permission.MANAGE_CLIENTS)
    async def add_contact(self, client_id: int, new: NewContact) -> ContactView:
        """Keep another way to reach a client.

        Raises ``ClientNotFound``, ``TooManyContacts``, ``NotAnEmail``, ``NotAPhone``, ``ClientUnreachable``.
        """
        user = _client(await self._users.find(client_id, locked=True))
        if len(await self._users.contacts_of(user.id)) >= MOST_CONTACTS:
            raise TooManyContacts()
        email, phone = self._parse_some(new.email, new.phone)
        contact = ClientContact(
            client_id=user.id, name=new.name, role=new.role, email=email or "", phone=phone or ""
        )
        await self._users.store_contact(contact)
        self._unit.record(ClientChanged(user.id), f"user:{user.id}", after={"contact_added": contact.id})
        return _view_contact(contact)

    @requires(Permission.MANAGE_CLIENTS)
    async def remove_contact(self, client_id: int, contact_id: int) -> None:
        """Delete one of a client's further contacts; raises ``ClientNotFound``, ``ContactNotFound``."""
        user = _client(await self._users.find(client_id, locked=True))
        if contact_id not in [one.id for one in await self._users.contacts_of(user.id)]:
            raise ContactNotFound()
        await self._users.delete_contact(contact_id)
        self._unit.record(ClientChanged(user.id), f"user:{user.id}", after={"contact_removed": contact_id})

    def _apply(self, user: User, change: ClientChange) -> None:
        if change.email is not None or change.phone is not None:
            email = (user.contact_email or "") if change.email is None else change.email
            phone = (user.contact_phone or "") if change.phone is None else change.phone
            user.contact_email, user.contact_phone = self._parse_some(email, phone)
        if change.name is not None:
            user.rename(change.name)
        user.locale = change.locale or user.locale
        given = change.model_dump(mode="json", include=set(SHOPS), exclude_none=True)
        for name, value in given.items():
            setattr(user, name, value)

    def _parse_some(self, email: str, phone: str) -> tuple[str | None, str | None]:
        parsed = self._parse(email, phone)
        if not any(parsed):
            raise ClientUnreachable()
        return parsed

    def _parse(self, email: str, phone: str) -> tuple[str | None, str | None]:
        number = parse_phone(phone, self._phone_region) if phone.strip() else None
        return parse_email(email) if email.strip() else None, number


KEPT: Final = ("name", "contact_email", "contact_phone", "locale", "remark", "kind", "tax_number")


def _client(user: User | None) -> User:
    if user is None or user.deleted_at or user.role != Role.CLIENT:
        raise ClientNotFound()
    return user


def _view_contact(contact: ClientContact) -> ContactView:
    return ContactView(**contact.model_dump(exclude={"client_id"}))


def view_client(user: User) -> ClientView:
    """The client as the shop sees them."""
    shown = {name: getattr(user, name) for name in ("remark", "version", "kind", "tax_number")}
    return ClientView(
        **view_user(user).model_dump(), **shown, tax_number_doubtful=is_doubtful(user.tax_number)
    )
