"""Commands, queries and views of repair templates."""

from datetime import datetime
from typing import Annotated, Final

from pydantic import BaseModel, Field

from autoservice.modules.catalog.codes import CODE_LENGTH
from autoservice.shared.pagination import PageRequest
from autoservice.shared.validation import STORABLE, TIDIED, Flag, SearchText, Whole

MAX_NUMBER: Final = 2**31 - 1
# What takes the place of a stage's instructions to the shop.
WITHOUT_INSTRUCTIONS: Final = {"photo_needed": False, "checklist": [], "skill": ""}
TemplateName = Annotated[str, Field(min_length=1, max_length=200, pattern=STORABLE), TIDIED]
StageName = Annotated[str, Field(max_length=120, pattern=STORABLE), TIDIED]
LineText = Annotated[str, Field(max_length=200, pattern=STORABLE), TIDIED]
Number = Annotated[Whole, Field(ge=1, le=MAX_NUMBER)]


class ChecklistLine(BaseModel):
    """One line of a checklist; an empty language is filled from the other."""

    ru: LineText = ""
    en: LineText = ""


class StageContent(BaseModel):
    """One stage of a version; its place is that in the list.

    ``share`` is its weight in the division of a service's labour. Neighbours of one ``parallel_group`` do
    not wait for each other. Clients see what is ``published``; ``photo_needed``, ``checklist`` and ``skill``
    instruct the shop. Without a ``code`` a new stage gets one that is made from its names, and an empty name
    is filled from the other.
    """

    code: Annotated[str, Field(max_length=CODE_LENGTH, pattern=r"^[a-z0-9_]*$")] = ""
    name_ru: StageName = ""
    name_en: StageName = ""
    share: Annotated[Whole, Field(ge=-MAX_NUMBER, le=MAX_NUMBER)] = 1
    parallel_group: Annotated[Whole, Field(ge=1, le=1000)] | None = None
    required: Flag = True
    published: Flag = True
    photo_needed: Flag = False
    checklist: Annotated[list[ChecklistLine], Field(max_length=1000)] = []
    skill: Annotated[str, Field(max_length=40, pattern=STORABLE), TIDIED] = ""

    def for_clients(self) -> "StageContent":
        """Return the stage without what instructs the shop."""
        return self.model_copy(update=WITHOUT_INSTRUCTIONS)


Stages = Annotated[list[StageContent], Field(max_length=1000)]


class TemplateNames(BaseModel):
    """The names of a template."""

    name_ru: TemplateName
    name_en: TemplateName


class NewTemplate(TemplateNames):
    """A new template with the stages of its first version."""

    stages: Stages


class TemplateChange(BaseModel):
    """New names of a template, or its way into the archive and back; what is absent stays.

    With ``version``, the one of the template that the caller saw, it is refused if it changed meanwhile.
    """

    name_ru: TemplateName | None = None
    name_en: TemplateName | None = None
    active: Flag | None = None
    version: Number | None = None


class NewVersion(BaseModel):
    """The stages of the next version; ``based_on`` is the number of the one that was edited."""

    based_on: Annotated[Whole, Field(ge=0, le=MAX_NUMBER)]
    stages: Stages


class TemplatesFilter(PageRequest):
    """The query for a list of templates; ``q`` is a part of their names, ``active`` leaves out the others."""

    q: SearchText = ""
    active: bool | None = None


class StagesView(BaseModel):
    """A template with the stages of its latest version, which new orders take."""

    id: int
    code: str
    name_ru: str
    name_en: str
    latest: int
    stages: list[StageContent]


class TemplateView(StagesView):
    """A template for those who edit it.

    ``services`` is how many services use it, ``running_orders`` how many open orders have work of any of its
    versions; of a large number no more than 10,000 are counted, and ``running_is_exact`` is false.
    """

    version: int
    active: bool
    services: int
    running_orders: int
    running_is_exact: bool


class VersionSummary(BaseModel):
    """A version in the history: who saved it, and when; nobody for what the shop began with."""

    number: int
    created_at: datetime
    author_name: str
    stage_count: int


class VersionView(VersionSummary):
    """A version of a template with its stages."""

    template_id: int
    stages: list[StageContent]


class ServiceReference(BaseModel):
    """A service that uses a template."""

    id: int
    name_ru: str
    name_en: str
    active: bool


class VersionUsage(BaseModel):
    """How many running orders have work of a version."""

    number: int
    running_orders: int


class TemplateUsage(BaseModel):
    """What uses a template: the first 100 services, and the running orders by version."""

    services: list[ServiceReference]
    service_count: int
    versions: list[VersionUsage]
    running_orders: int
    running_is_exact: bool
