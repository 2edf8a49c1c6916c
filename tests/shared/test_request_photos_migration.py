"""The migration that lets photos belong to no stage, there and back: those of stages stay as they are."""

import pytest
from alembic import command
from sqlalchemy import create_engine

from autoservice.shared.db import alembic_config
from tests.support.old_databases import add, read


@pytest.mark.both_databases
def test_photos_of_stages_stay_and_those_of_requests_have_no_place_in_the_former_version(database_url: str):
    engine = create_engine(database_url.replace("+aiosqlite", ""))
    with engine.begin() as connection:
        add(connection, "app_user", {"id": 1, "role": "client", "phone": "+79161234567"})
        add(connection, "vehicle", {"id": 1, "client_id": 1})
        add(connection, "repair_order", {"id": 1, "client_id": 1, "vehicle_id": 1})
        add(connection, "order_stage", {"id": 1, "order_id": 1})
        of_stage, of_request = {"id": 1, "stage_id": 1}, {"id": 2, "stage_id": None}
        for photo in (of_stage, of_request):
            add(connection, "stage_attachment", {"order_id": 1, "author_id": 1, **photo})
    # The version that has photos of requests, and not yet those of extra work.
    command.downgrade(alembic_config(database_url), "0039")
    before = read(engine, "stage_attachment")
    command.downgrade(alembic_config(database_url), "0038")
    assert read(engine, "stage_attachment") == before[:1]
    command.upgrade(alembic_config(database_url), "0039")
    assert read(engine, "stage_attachment") == before[:1]
    engine.dispose()
