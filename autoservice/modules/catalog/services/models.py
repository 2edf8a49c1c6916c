"""Tables of the services a shop offers."""

from typing import Any, Final

from sqlalchemy import JSON, Column, Connection, Index, event
from sqlalchemy.orm import Mapper
from sqlmodel import Field, SQLModel

from autoservice.shared.db import IDS_ONCE, primary_key
from autoservice.shared.normal_forms import fold
from autoservice.shared.search import keep_indexed, words

SERVICE: Final = "service"
SEARCHED: Final = ("name_ru", "name_en", "description_ru", "description_en")
# What a list can be sorted by; each filter of the list has an index in each of these orders.
SORTS: Final = ("position", "sort_ru", "sort_en", "norm_minutes")
SORT_LENGTH: Final = 120
# Between neighbours, so that a service can be moved without touching the others.
STEP: Final = 1024


def _list_indexes() -> list[Index]:
    prefixes = {"active": ("active",), "category_id": ("category_id", "active")}
    return [
        Index(f"ix_service_template_{name}_{sort}", *prefix, sort, "id")
        for name, prefix in prefixes.items()
        for sort in SORTS
    ]


class ServiceCategory(SQLModel, table=True):
    """A group of services; ``icon`` names one of the drawings that the program brings."""

    __tablename__ = "service_category"
    __table_args__ = IDS_ONCE

    id: int = primary_key()
    code: str = Field(default="", unique=True, max_length=40)
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
    __table_args__ = (*_list_indexes(), IDS_ONCE)

    id: int = primary_key()
    code: str = Field(unique=True, max_length=60)
    version: int = 1
    position: int = Field(index=True)
    name_ru: str = Field(max_length=200)
    name_en: str = Field(max_length=200)
    # The names' normal forms, which follow from them.
    sort_ru: str = Field(default="", max_length=SORT_LENGTH)
    sort_en: str = Field(default="", max_length=SORT_LENGTH)
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

    def audited(self) -> dict[str, Any]:
        """Return what the audit log has of the service: numbers and ids, no text that somebody typed."""
        names = ("category_id", "template_id", "norm_minutes", "price_minor", "active")
        return {name: getattr(self, name) for name in names}


def _set_sort_names(_mapper: Mapper[Any], _connection: Connection, service: ServiceTemplate) -> None:
    service.sort_ru, service.sort_en = (
        fold(name)[:SORT_LENGTH] for name in (service.name_ru, service.name_en)
    )


event.listen(ServiceTemplate, "before_insert", _set_sort_names)
event.listen(ServiceTemplate, "before_update", _set_sort_names)
keep_indexed(ServiceTemplate, SERVICE, SEARCHED)
