"""Views of the services a shop offers, and the query for them."""

from typing import Annotated

from pydantic import BaseModel, Field

from autoservice.modules.catalog.repair_templates.schemas import WITHOUT_INSTRUCTIONS
from autoservice.shared.access import Actor, Permission
from autoservice.shared.validation import STORABLE, SearchText


class ServicesQuery(BaseModel):
    """The query for the services on offer: those found by ``q`` in the category with that code."""

    q: SearchText = ""
    category: Annotated[str, Field(max_length=40, pattern=STORABLE)] = ""


class CategoryView(BaseModel):
    """A group of services; ``icon`` names one of the program's drawings."""

    id: int
    code: str
    version: int
    position: int
    name_ru: str
    name_en: str
    icon: str


class StageTemplateView(BaseModel):
    """One stage of a service; ``norm_minutes`` is its share of the labour.

    Stages of one ``parallel_group`` do not wait for each other. A client sees those that are ``published``.
    """

    position: int
    parallel_group: int | None = None
    code: str
    name_ru: str
    name_en: str
    norm_minutes: int
    required: bool = True
    published: bool = True
    photo_needed: bool = False
    checklist: list[dict[str, str]] = []
    skill: str = ""

    def for_clients(self) -> "StageTemplateView":
        """Return the stage without what instructs the shop."""
        return self.model_copy(update=WITHOUT_INSTRUCTIONS)


class PictureView(BaseModel):
    """A service's picture and its thumbnail: addresses that never change their content, sizes in pixels."""

    url: str
    width: int
    height: int
    thumbnail_url: str
    thumbnail_width: int
    thumbnail_height: int


class StoredPicture(BaseModel):
    """The bytes of a picture."""

    data: bytes
    content_type: str


class ServicePicture(BaseModel):
    """The picture of one service, and the version of its row."""

    id: int
    version: int
    picture: PictureView | None


class ServiceView(BaseModel):
    """A service on offer; ``price_minor`` is in minor units of ``currency``.

    ``template_version_id`` is the version of its repair template that an order takes now.
    """

    id: int
    code: str
    version: int
    category: CategoryView
    name_ru: str
    name_en: str
    description_ru: str
    description_en: str
    norm_minutes: int
    price_minor: int
    currency: str
    template_version_id: int
    picture: PictureView | None = None
    stages: list[StageTemplateView]

    def for_viewer(self, viewer: Actor) -> "ServiceView":
        """Return the service without what is for the shop only: stages that are not published, checklists."""
        if viewer.may(Permission.READ_INTERNAL):
            return self
        stages = [stage.for_clients() for stage in self.stages if stage.published]
        return self.model_copy(update={"stages": stages})
