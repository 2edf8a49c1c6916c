"""Tables of repair templates. A version is immutable: an edit adds the next one."""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import JSON, Column, UniqueConstraint, false, true
from sqlmodel import Field, SQLModel, col

from autoservice.shared.db import IDS_ONCE, UtcDateTime, primary_key
from autoservice.shared.search import keep_indexed, words

TEMPLATE: Final = "template"
SEARCHED: Final = ("name_ru", "name_en")


class RepairTemplate(SQLModel, table=True):
    """A named chain of stages; ``latest`` is the number of the version that new orders take."""

    __tablename__ = "repair_template"
    __table_args__ = IDS_ONCE

    id: int = primary_key()
    code: str = Field(unique=True, max_length=60)
    version: int = 1
    name_ru: str = Field(max_length=200)
    name_en: str = Field(max_length=200)
    active: bool = True
    latest: int = 1

    def search_tokens(self) -> set[str]:
        """Return the tokens by which the template is found."""
        return set().union(*(words(getattr(self, name)) for name in SEARCHED))


keep_indexed(RepairTemplate, TEMPLATE, SEARCHED)


class RepairTemplateVersion(SQLModel, table=True):
    """The stages of a template as somebody saved them, numbered from 1 without gaps."""

    __tablename__ = "repair_template_version"
    __table_args__ = (UniqueConstraint("template_id", "number"),)

    id: int = primary_key()
    template_id: int = Field(foreign_key="repair_template.id")
    number: int
    created_at: datetime = Field(sa_type=UtcDateTime)
    created_by: int | None = Field(default=None, foreign_key="app_user.id")


# The condition by which a template and the version that new orders take are joined.
IS_LATEST: Final = (col(RepairTemplateVersion.template_id) == col(RepairTemplate.id)) & (
    col(RepairTemplateVersion.number) == col(RepairTemplate.latest)
)


class StageTemplate(SQLModel, table=True):
    """A stage of a version of a template; an order keeps a copy of it.

    ``share`` is its weight in the division of a service's labour. Stages of one ``parallel_group`` do not
    wait for each other. ``checklist`` is a list of ``{"ru": text, "en": text}``; ``skill`` is empty where
    any mechanic will do.
    """

    __tablename__ = "stage_template"
    __table_args__ = (UniqueConstraint("version_id", "position"),)

    id: int = primary_key()
    version_id: int = Field(foreign_key="repair_template_version.id")
    position: int
    parallel_group: int | None = None
    code: str = Field(max_length=40)
    name_ru: str = Field(max_length=120)
    name_en: str = Field(max_length=120)
    share: int
    required: bool = Field(default=True, sa_column_kwargs={"server_default": true()})
    published: bool = Field(default=True, sa_column_kwargs={"server_default": true()})
    photo_needed: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    checklist: list[dict[str, str]] = Field(
        default_factory=list, sa_column=Column(JSON, nullable=False, server_default="[]")
    )
    skill: str = Field(default="", max_length=40, sa_column_kwargs={"server_default": ""})

    def content(self) -> dict[str, Any]:
        """Return what a stage is, whatever version it belongs to."""
        return self.model_dump(exclude={"id", "version_id"})


class TemplateDraft(SQLModel, table=True):
    """What somebody has changed of a template and not saved yet; ``based_on`` is the version's number.

    ``rows`` are the stages as edited, ``last_id`` is the highest id that one of them ever had, and
    ``removed`` the row that was removed last, with its ``place``.
    """

    __tablename__ = "template_draft"

    template_id: int = Field(foreign_key="repair_template.id", primary_key=True)
    user_id: int = Field(foreign_key="app_user.id", primary_key=True)
    based_on: int
    last_id: int
    rows: list[dict[str, Any]] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    removed: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True)))
    updated_at: datetime = Field(sa_type=UtcDateTime)
