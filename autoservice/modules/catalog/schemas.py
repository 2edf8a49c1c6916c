"""Views of the catalog."""

from pydantic import BaseModel


class StageTemplateView(BaseModel):
    """One stage of a service; ``norm_minutes`` is its share of the labour."""

    position: int
    code: str
    name_ru: str
    name_en: str
    norm_minutes: int


class ServiceView(BaseModel):
    """A service on offer; ``price_minor`` is in minor units of ``currency``."""

    id: int
    code: str
    version: int
    category: str
    name_ru: str
    name_en: str
    norm_minutes: int
    price_minor: int
    currency: str
    stages: list[StageTemplateView]
