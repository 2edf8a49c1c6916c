"""Views of the services a shop offers."""

from pydantic import BaseModel


class CategoryView(BaseModel):
    """A group of services; ``icon`` names one of the program's drawings."""

    id: int
    code: str
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
    stages: list[StageTemplateView]
