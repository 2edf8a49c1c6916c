"""Fixtures for all tests: real databases, a real Redis, a real browser, each started when first asked for."""

import contextlib
import gc
import os
from collections.abc import Iterator

import hypothesis
import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.support.browser import ensure_chromium, launch_options
from tests.support.databases import (
    Databases,
    PostgresDatabases,
    SqliteDatabases,
    compile_statements_once,
    hold_rows_to_their_columns,
)
from tests.support.postgres import PostgresServer, running_postgres
from tests.support.processes import scratch_folder
from tests.support.redis import RedisServer, running_redis
from tests.support.s3 import S3Server, running_s3
from tests.support.smtp import SmtpServer, running_smtp

# No example may fail because the machine is slow.
hypothesis.settings.register_profile(
    "patient", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("patient")


def pytest_configure(config: pytest.Config) -> None:
    """Keep the settings and data of the shop on this machine out of the tests; be as strict as PostgreSQL."""
    for name in [name for name in os.environ if name.startswith("AUTOSERVICE_")] + ["HOST", "PORT"]:
        os.environ.pop(name, None)
    hold_rows_to_their_columns()
    compile_statements_once()
    cleanup = contextlib.ExitStack()
    config.add_cleanup(cleanup.close)
    os.environ["AUTOSERVICE_DATA_DIR"] = str(cleanup.enter_context(scratch_folder("data")))


def pytest_addoption(parser: pytest.Parser) -> None:
    """``--every-database`` runs all tests that take a database on PostgreSQL too."""
    parser.addoption("--every-database", action="store_true", help="run everything on PostgreSQL, too")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test that takes a database runs on SQLite; if it is marked ``both_databases``, on PostgreSQL, too.

    Marked is what the two could answer differently: SQL of its own, locks, types, races.
    """
    if "database_url" not in metafunc.fixturenames or _chooses_its_database(metafunc.definition):
        return
    is_both = metafunc.config.getoption("every_database") or metafunc.definition.get_closest_marker(
        "both_databases"
    )
    metafunc.parametrize("database_url", ["sqlite", "postgresql"] if is_both else ["sqlite"], indirect=True)


def _chooses_its_database(definition: pytest.Function) -> bool:
    return any("database_url" in mark.args[0] for mark in definition.iter_markers("parametrize"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests go last: while Playwright is open, no event loop can start in its thread.

    With several processes (pytest-xdist) too: ``--dist load`` gives each of them its tests in this order.
    """
    items.sort(key=lambda item: "browser" in getattr(item, "fixturenames", ()))


def pytest_collection_finish() -> None:
    """Let the garbage collector leave alone what is there now: it stays until the end."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 10, 10)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """A real PostgreSQL server."""
    with running_postgres() as server:
        yield server


@pytest.fixture(scope="session")
def redis_server() -> Iterator[RedisServer]:
    """A real Redis-compatible server."""
    with running_redis() as server:
        yield server


@pytest.fixture(scope="session")
def sqlite_databases() -> Iterator[Databases]:
    """Maker of fresh SQLite databases, for fixtures that outlive one test."""
    with scratch_folder("sqlite") as folder:
        yield SqliteDatabases(folder)


@pytest.fixture(scope="session")
def postgresql_databases(postgres_server: PostgresServer) -> Databases:
    """Maker of fresh PostgreSQL databases, for fixtures that outlive one test."""
    return PostgresDatabases(postgres_server)


@pytest.fixture
def database_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """A migrated, empty database of the test's own, of the kind that ``pytest_generate_tests`` chose."""
    databases: Databases = request.getfixturevalue(f"{request.param}_databases")
    with databases.fresh() as url:
        yield url


@pytest.fixture
def redis_url(redis_server: RedisServer) -> str:
    """An empty Redis database of the test's own."""
    return redis_server.fresh_url()


@pytest.fixture(scope="session")
def s3_server() -> Iterator[S3Server]:
    """A real S3 server with an empty bucket."""
    with running_s3() as server:
        yield server


@pytest.fixture(scope="session")
def smtp_server() -> Iterator[SmtpServer]:
    """A real SMTP server for the whole session; ``email_to`` returns the e-mail to an address."""
    with running_smtp() as server:
        yield server


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a Chromium or Chrome."""
    return ensure_chromium()


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    """A real browser, for plain (not async) tests; take ``browser.new_context()`` for each user.

    Asynchronous code goes through ``tests.support.sync.run_async`` there.
    """
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**launch_options(chromium))
        yield browser
        browser.close()
