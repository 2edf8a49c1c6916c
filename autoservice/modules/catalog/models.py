"""Tables of the catalog. A service and its stages are versioned together."""

from sqlmodel import Field, SQLModel

from autoservice.shared.db import primary_key


class ServiceTemplate(SQLModel, table=True):
    """A service that can be ordered. ``norm_minutes`` is labour; ``price_minor`` is in minor units."""

    __tablename__ = "service_template"

    id: int = primary_key()
    code: str = Field(unique=True, max_length=60)
    version: int = 1
    position: int = Field(index=True)
    name_ru: str = Field(max_length=200)
    name_en: str = Field(max_length=200)
    category: str = Field(max_length=40)
    norm_minutes: int
    price_minor: int
    active: bool = True


class StageTemplate(SQLModel, table=True):
    """A stage of a service; an order keeps a copy of it."""

    __tablename__ = "stage_template"

    id: int = primary_key()
    service_id: int = Field(foreign_key="service_template.id", index=True)
    position: int
    code: str = Field(max_length=40)
    name_ru: str = Field(max_length=120)
    name_en: str = Field(max_length=120)
    norm_minutes: int
