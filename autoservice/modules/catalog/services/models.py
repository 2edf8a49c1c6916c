"""Tables of the services a shop offers."""

from typing import Any, Final

from sqlalchemy import JSON, Column, Index
from sqlmodel import Field, SQLModel

from autoservice.shared.db import primary_key
from autoservice.shared.search import keep_indexed, words

SERVICE: Final = "service"
SEARCHED: Final = ("name_ru", "name_en", "description_ru", "description_en")


class ServiceCategory(SQLModel, table=True):
    """A group of services; ``icon`` names one of the drawings that the program brings."""

    __tablename__ = "service_category"

    id: int = primary_key()
    code: str = Field(unique=True, max_length=40)
    version: int = 1
    position: int = Field(index=True)
    name_ru: str = Field(max_length=120)
    name_en: str = Field(max_length=120)
    icon: str = Field(max_length=40)


class ServiceTemplate(SQLModel, table=True):
    """A service that can be ordered. ``norm_minutes`` is labour.

    ``price_minor`` is a fixed price in minor units; without one the price is hours x rate. Of its repair
    template new orders take the latest version.
    """

    __tablename__ = "service_template"
    __table_args__ = (Index("ix_service_template_category_id_position", "category_id", "position"),)

    id: int = primary_key()
    code: str = Field(unique=True, max_length=60)
    version: int = 1
    position: int = Field(index=True)
    name_ru: str = Field(max_length=200)
    name_en: str = Field(max_length=200)
    description_ru: str = Field(default="", max_length=2000, sa_column_kwargs={"server_default": ""})
    description_en: str = Field(default="", max_length=2000, sa_column_kwargs={"server_default": ""})
    category_id: int = Field(foreign_key="service_category.id")
    template_id: int = Field(foreign_key="repair_template.id", index=True)
    norm_minutes: int
    price_minor: int | None = None
    active: bool = True
    # The name and the sizes of its picture, as ``picture_files`` has them.
    picture: dict[str, Any] | None = Field(
        default=None, sa_column=Column(JSON(none_as_null=True), nullable=True)
    )

    def search_tokens(self) -> set[str]:
        """Return the tokens by which the service is found."""
        return set().union(*(words(getattr(self, name)) for name in SEARCHED))


keep_indexed(ServiceTemplate, SERVICE, SEARCHED)
