"""Commands, queries and views of the services for those who edit them. Sums are minor units."""

from typing import Annotated, Final

from pydantic import BaseModel, Field, StringConstraints

from autoservice.modules.catalog.inventory.schemas import ServicePartLine
from autoservice.modules.catalog.services.icons import CategoryIcon
from autoservice.modules.catalog.services.schemas import CategoryView, PictureView
from autoservice.shared.pagination import PageRequest
from autoservice.shared.typed_numbers import HOURS_LIMIT, MONEY_LIMIT
from autoservice.shared.validation import PLAIN_BREAKS, STORABLE, TIDIED, Flag, Id, SearchText, Whole

# What a list can be sorted by, with the column of each.
SORTS: Final = {
    "position": "position",
    "name_ru": "sort_ru",
    "name_en": "sort_en",
    "hours": "norm_minutes",
}
ServiceName = Annotated[str, Field(min_length=1, max_length=200, pattern=STORABLE), TIDIED]
ServiceNameOrNone = Annotated[str, Field(max_length=200, pattern=STORABLE), TIDIED]
Description = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=2000, pattern=STORABLE), PLAIN_BREAKS
]
CategoryName = Annotated[str, Field(min_length=1, max_length=120, pattern=STORABLE), TIDIED]
CategoryNameOrNone = Annotated[str, Field(max_length=120, pattern=STORABLE), TIDIED]
NormMinutes = Annotated[Whole, Field(ge=1, le=HOURS_LIMIT * 60)]
PartLines = Annotated[list[ServicePartLine], Field(max_length=100)]
Price = Annotated[Whole, Field(ge=0, le=MONEY_LIMIT)]


class ServiceFilter(PageRequest):
    """The query for a list of services; ``archived`` lists the archived ones instead of the others.

    ``q`` is a search text: words of names and descriptions. ``sort`` is a column, with ``-`` before it in
    descending order; ``position`` is the catalog's own order.
    """

    q: SearchText = ""
    category_id: Id | None = None
    archived: bool = False
    sort: Annotated[str, Field(pattern=f"^-?({'|'.join(SORTS)})$")] = "position"


class NewService(BaseModel):
    """The command to add a service at the end of the catalog.

    A name that is missing in one language is that of the other. Without a price it costs hours x rate.
    """

    name_ru: ServiceNameOrNone = ""
    name_en: ServiceNameOrNone = ""
    description_ru: Description = ""
    description_en: Description = ""
    category_id: Id
    template_id: Id
    norm_minutes: NormMinutes
    price_minor: Price | None = None
    active: Flag = True


class ServiceChange(BaseModel):
    """The command to change a service; what is absent stays.

    ``version`` is the one that the caller saw. ``price_minor: null`` makes the price hours x rate.
    """

    version: Id | None = None
    name_ru: ServiceName | None = None
    name_en: ServiceName | None = None
    description_ru: Description | None = None
    description_en: Description | None = None
    category_id: Id | None = None
    template_id: Id | None = None
    norm_minutes: NormMinutes | None = None
    price_minor: Price | None = None
    active: Flag | None = None


class ServiceParts(BaseModel):
    """The command to set the default parts of a service, in their order, each once.

    With ``replaces``, the parts that the caller saw, it is refused if they are others meanwhile.
    """

    parts: PartLines
    replaces: PartLines | None = None


class RowMove(BaseModel):
    """The command to move a row of a table.

    It stands before the row ``before`` then; without one behind the row ``after``, else at the end.
    """

    id: Id
    before: Id | None = None
    after: Id | None = None


class TemplateChoice(BaseModel):
    """A repair template as a choice; archived ones are kept by the services that have them."""

    id: int
    name_ru: str
    name_en: str
    active: bool


class ServiceRow(BaseModel):
    """A service as those see it who edit it.

    ``price_minor`` is the fixed price, ``null`` where it is hours x rate; ``current_price_minor`` is what an
    order costs now.
    """

    id: int
    code: str
    version: int
    position: int
    name_ru: str
    name_en: str
    description_ru: str
    description_en: str
    category: CategoryView
    template: TemplateChoice
    norm_minutes: int
    price_minor: int | None
    current_price_minor: int
    currency: str
    picture: PictureView | None
    active: bool


class NewCategory(BaseModel):
    """The command to add a category at the end.

    A name that is missing in one language is that of the other.
    """

    name_ru: CategoryNameOrNone = ""
    name_en: CategoryNameOrNone = ""
    icon: CategoryIcon = CategoryIcon.OTHER


class CategoryChange(BaseModel):
    """The command to change a category; what is absent stays. ``version`` is the one that the caller saw."""

    version: Id | None = None
    name_ru: CategoryName | None = None
    name_en: CategoryName | None = None
    icon: CategoryIcon | None = None


class CategoryRow(CategoryView):
    """A category as those see it who edit it; ``services`` is how many it has, archived ones included."""

    services: int
