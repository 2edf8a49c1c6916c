"""Cells of a table: all or nothing, never over another person's change, a reason for each wrong text."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import httpx
import jsonschema_rs
import pytest
import pytest_asyncio
from fastapi import APIRouter, FastAPI
from sqlalchemy import MetaData, insert
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

from autoservice.api.cells import CELLS_REFUSED
from autoservice.api.documents import DocumentedRoute, document_errors, fails_with
from autoservice.api.problems import render_errors
from autoservice.modules.auth.fields import Name
from autoservice.shared.cells import (
    MAX_CELLS,
    CellChanges,
    CellField,
    CellFields,
    CellInvalid,
    CellsRefused,
    ChangedRows,
    EditedRow,
    RowsChanged,
    choice_of,
    lock_rows,
    parser_of,
)
from autoservice.shared.db import create_engine, open_session
from autoservice.shared.errors import Conflict, DomainError, Invalid


class Tables(SQLModel, registry=registry(metadata=MetaData())):
    """Apart from the program's own tables."""


class Part(Tables, table=True):
    id: int = Field(default=None, primary_key=True)
    version: int = 1
    name: str = "Масло"
    unit: str = "l"
    minimum: int = 0


class BelowZero(Invalid):
    code = "BelowZero"
    message = "Below zero."


def whole_number(text: str) -> int:
    if not text.strip().lstrip("-").isdecimal():
        raise CellInvalid("A number is expected.")
    return int(text)


def shout(part: Part, name: str) -> None:
    part.name = name.upper()


FIELDS = CellFields[Part](
    {
        "name": CellField("name", parser_of(Name), change=shout),
        "unit": CellField("unit", choice_of({"l": "Литры", "kg": "Килограммы"})),
        "minimum": CellField("minimum", whole_number),
    }
)


def change(*cells: tuple[int, str, str], version: int = 1) -> CellChanges:
    return CellChanges.model_validate(
        {
            "cells": [
                {"id": id, "version": version, "field": field, "value": text} for id, field, text in cells
            ]
        }
    )


def none_below_zero(edited: EditedRow[Part]) -> list[tuple[str, DomainError]]:
    return [("minimum", BelowZero())] if edited.row.minimum < 0 else []


def parts(count: int = 3) -> list[Part]:
    return [Part(id=number) for number in range(1, count + 1)]


def reasons(error: CellsRefused, locale: str = "en") -> list[tuple[int | None, str, str]]:
    return [(one.row_id, one.field, one.text(locale)) for one in error.others]


def test_cells_of_several_rows_are_changed_together_and_each_row_once():
    rows = parts()
    edited = FIELDS.edit(
        rows, change((1, "minimum", "5"), (1, "unit", "кИЛОграммы "), (3, "name", " Свеча "))
    )
    assert [(one.row.id, one.before) for one in edited] == [
        (1, {"minimum": 0, "unit": "l"}),
        (3, {"name": "Масло"}),
    ]
    assert [row.version for row in rows] == [2, 1, 2]
    assert FIELDS.view(rows[2:]).rows[0].cells == {"name": "СВЕЧА", "unit": "l", "minimum": "0"}


def test_what_is_there_already_is_no_change():
    rows = parts()
    assert FIELDS.edit(rows, change((1, "minimum", "0"))) == []
    assert rows[0].version == 1


def test_each_wrong_text_has_its_reason_and_nothing_is_changed():
    rows = parts()
    with pytest.raises(CellsRefused) as refused:
        FIELDS.edit(
            rows,
            change(
                (1, "minimum", "5"),
                (2, "minimum", "много"),
                (2, "name", " "),
                (3, "unit", "штуки"),
                (3, "balance", "1"),
            ),
        )
    assert reasons(refused.value) == [
        (2, "minimum", "A number is expected."),
        (2, "name", "This field is required."),
        (3, "unit", "Choose one of: Литры, Килограммы."),
        (3, "balance", "This column cannot be edited here."),
    ]
    assert reasons(refused.value, "ru")[0][2] == "Здесь нужно число."
    assert [(row.version, row.minimum) for row in rows] == [(1, 0)] * 3


def test_a_rule_of_the_whole_row_refuses_at_its_field():
    with pytest.raises(CellsRefused) as refused:
        FIELDS.edit(parts(), change((2, "minimum", "-1")), none_below_zero)
    assert reasons(refused.value) == [(2, "minimum", "Below zero.")]


def test_rows_that_were_changed_meanwhile_are_answered_as_they_are_now():
    rows = parts(2)
    rows[1].version, rows[1].minimum = 4, 7
    with pytest.raises(RowsChanged) as changed:
        FIELDS.edit(rows, change((1, "minimum", "1"), (2, "minimum", "1"), (3, "minimum", "1")))
    cells = {"name": "Масло", "unit": "l", "minimum": "7"}
    assert changed.value.members == {"rows": [{"id": 2, "version": 4, "cells": cells}], "gone": [3]}
    assert rows[0].minimum == 0


@pytest.mark.parametrize(
    "cells",
    [
        [],
        [(1, "minimum", "1"), (1, "minimum", "2")],
        [(number, "minimum", "1") for number in range(1, MAX_CELLS + 2)],
        [(0, "minimum", "1")],
        [(1, "minimum", "\0")],
        [(1, "minimum", "1" * 5000)],
    ],
    ids=["none", "one twice", "too many", "no row", "zero byte", "too long"],
)
def test_changes_that_mean_nothing_are_refused(cells: list[tuple[int, str, str]]):
    with pytest.raises(ValueError, match="validation error"):
        change(*cells)


@pytest_asyncio.fixture
async def engine(database_url: str) -> AsyncIterator[AsyncEngine]:
    engine = create_engine(database_url)
    async with engine.begin() as connection:
        await connection.run_sync(Tables.metadata.create_all)
        await connection.execute(insert(Part), [{"version": 1} for _ in range(20)])
    yield engine
    await engine.dispose()


async def paste(engine: AsyncEngine, changes: CellChanges) -> None:
    async with open_session(engine, writing=True) as session:
        FIELDS.edit(await lock_rows(session, Part, changes.ids), changes)
        await session.commit()


@pytest.mark.both_databases
async def test_of_many_who_change_the_same_rows_at_once_one_succeeds(engine: AsyncEngine):
    rows = range(1, 21)
    # In opposite orders, which would lock each other out.
    pastes = [
        change(*((row, "minimum", str(author)) for row in (rows if author % 2 else reversed(rows))))
        for author in range(1, 7)
    ]
    results = await asyncio.gather(*(paste(engine, one) for one in pastes), return_exceptions=True)
    assert [type(result) for result in results].count(RowsChanged) == 5
    async with open_session(engine, writing=False) as session:
        found = {(row.minimum, row.version) for row in await lock_rows(session, Part, list(rows))}
    assert found == {(results.index(None) + 1, 2)}


router = APIRouter(route_class=DocumentedRoute)


@router.patch("/cells")
@fails_with(*CELLS_REFUSED)
async def edit_cells(changes: CellChanges) -> ChangedRows:
    rows = parts()
    rows[2].version = 2
    FIELDS.edit(rows, changes)
    return FIELDS.view(rows)


@pytest.fixture
def table_api() -> FastAPI:
    app = FastAPI()
    app.include_router(router)
    render_errors(app)
    document_errors(app)
    return app


def body(*cells: tuple[int, str, str]) -> dict[str, Any]:
    return change(*cells).model_dump()


@pytest.mark.parametrize(
    ("cells", "status", "member"),
    [
        ([(1, "minimum", "3")], 200, "rows"),
        ([(1, "minimum", "x"), (2, "name", "")], 422, "errors"),
        ([(3, "minimum", "3"), (9, "minimum", "1")], Conflict.status, "gone"),
    ],
)
async def test_each_answer_has_the_form_that_the_document_gives_it(
    table_api: FastAPI, shop: Any, cells: list[tuple[int, str, str]], status: int, member: str
):
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(table_api), base_url="http://testserver"
    ) as api:
        answer = await api.patch("/cells", json=body(*cells))
    assert (answer.status_code, bool(answer.json()[member])) == (status, True)
    document = table_api.openapi()
    [content] = document["paths"]["/cells"]["patch"]["responses"][str(status)]["content"].values()
    schema = {**content["schema"], "components": document["components"]}
    jsonschema_rs.validate(schema, answer.json())
