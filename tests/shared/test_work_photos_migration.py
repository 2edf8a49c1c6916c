"""The migration that lets photos belong to extra work, there and back: all others stay as they are."""

from typing import Any

import pytest
from alembic import command
from sqlalchemy import create_engine

from autoservice.shared.db import alembic_config
from tests.support.old_databases import add, read


def but_its_job(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{name: value for name, value in row.items() if name != "job_id"} for row in rows]


@pytest.mark.both_databases
def test_photos_of_stages_and_requests_stay_and_those_of_extra_work_have_no_place_in_the_former_version(
    database_url: str,
):
    engine = create_engine(database_url.replace("+aiosqlite", ""))
    with engine.begin() as connection:
        add(connection, "app_user", {"id": 1, "role": "client", "phone": "+79161234567"})
        add(connection, "vehicle", {"id": 1, "client_id": 1})
        add(connection, "repair_order", {"id": 1, "client_id": 1, "vehicle_id": 1})
        add(connection, "job", {"id": 1, "order_id": 1})
        add(connection, "order_stage", {"id": 1, "order_id": 1})
        places = [(1, None), (None, None), (None, 1)]
        for id, (stage_id, job_id) in enumerate(places, 1):
            row = {"id": id, "order_id": 1, "author_id": 1, "stage_id": stage_id, "job_id": job_id}
            add(connection, "stage_attachment", row)
    before = read(engine, "stage_attachment")
    command.downgrade(alembic_config(database_url), "0043")
    assert read(engine, "stage_attachment") == but_its_job(before[:2])
    command.upgrade(alembic_config(database_url), "head")
    assert read(engine, "stage_attachment") == before[:2]
    engine.dispose()
