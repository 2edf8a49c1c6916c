"""What goes in and out of the service of clients."""

from enum import StrEnum
from typing import Annotated, Final

from pydantic import BaseModel, BeforeValidator, Field, StringConstraints

from autoservice.modules.auth.accounts.schemas import UserView
from autoservice.modules.auth.fields import Name
from autoservice.shared.i18n import LOCALES
from autoservice.shared.pagination import PageRequest
from autoservice.shared.validation import PLAIN_BREAKS, STORABLE, Flag, Id, SearchText, none_if_blank

REMARK_LENGTH: Final = 2000


def _one_word(value: object) -> object:
    return "".join(value.split()) if isinstance(value, str) else value


# As people type them; the service says what is wrong with one.
TypedEmail = Annotated[str, Field(max_length=254, pattern=STORABLE)]
TypedPhone = Annotated[str, Field(max_length=100, pattern=STORABLE)]
Remark = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=REMARK_LENGTH, pattern=STORABLE), PLAIN_BREAKS
]
Locale = Annotated[
    Annotated[str, Field(pattern=f"^({'|'.join(LOCALES)})$")] | None, BeforeValidator(none_if_blank)
]


class ClientKind(StrEnum):
    """What a client is."""

    PERSON = "person"
    COMPANY = "company"


TaxNumber = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=20, pattern=STORABLE), BeforeValidator(_one_word)
]


class NewContact(BaseModel):
    """The command to keep another way to reach a client: a person of a company, or a second number."""

    name: Name
    role: Annotated[str, StringConstraints(strip_whitespace=True, max_length=60, pattern=STORABLE)] = ""
    phone: TypedPhone = ""
    email: TypedEmail = ""


class ContactView(BaseModel):
    """Another way to reach a client."""

    id: int
    name: str
    role: str
    phone: str
    email: str


class NewClient(BaseModel):
    """The command to enter a client; ``confirmed`` if others with the address or number are somebody else."""

    name: Name
    phone: TypedPhone = ""
    email: TypedEmail = ""
    locale: Locale = None
    remark: Remark = ""
    kind: ClientKind = ClientKind.PERSON
    tax_number: TaxNumber = ""
    confirmed: Flag = False


class ClientChange(BaseModel):
    """What the shop changes about a client; what is absent stays.

    ``version`` is that of the client as the caller read them.
    """

    version: Id
    name: Name | None = None
    phone: TypedPhone | None = None
    email: TypedEmail | None = None
    locale: Locale = None
    remark: Remark | None = None
    kind: ClientKind | None = None
    tax_number: TaxNumber | None = None


class ClientsFilter(PageRequest):
    """The query for a list of clients, by name; ``q`` begins a name, address or number, or ends one."""

    q: SearchText = ""


class AddressesQuery(BaseModel):
    """The addresses whose clients are asked for."""

    phone: TypedPhone = ""
    email: TypedEmail = ""


class ClientView(UserView):
    """A client as the shop sees them; ``remark`` is for the shop only."""

    remark: str
    version: int
    kind: ClientKind
    tax_number: str
    # The check digits do not fit: a hint, no more.
    tax_number_doubtful: bool


class ClientCard(ClientView):
    """A client with the further contacts, the oldest first."""

    contacts: list[ContactView]
