"""Fuzzed requests: every answer is one that the document tells of, by all of schemathesis's own checks."""

import asyncio
from collections.abc import Iterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
import schemathesis
from fastapi.routing import iter_route_contexts
from hypothesis import HealthCheck, settings
from schemathesis import Case
from schemathesis.checks import CHECKS

from autoservice.shared.access import Actor, Role, declared_access
from tests.support.access import roles_with
from tests.support.databases import Databases
from tests.support.runtime import Shop, opened_shop, the_api

# Beside the boundaries of every parameter and field, which are tried one by one.
EXAMPLES = 1
# A document promises what is well formed: not which password, code or link is the right one.
ACCEPTED = ["2xx", "401", "403", "404", "409", "422", "429"]
# What has too many items may be too large as well.
REFUSED = ["400", "401", "403", "404", "405", "406", "409", "413", "415", "422", "428", "429"]
CONFIG = schemathesis.Config.from_dict(
    {
        "checks": {
            "positive_data_acceptance": {"expected-statuses": ACCEPTED},
            "negative_data_rejection": {"expected-statuses": REFUSED},
        }
    }
)

# An answer without an end never becomes one that can be looked at: tests/api/test_events.py reads it.
STREAM = "/api/events"

schema = schemathesis.openapi.from_dict(the_api().openapi(), config=CONFIG).exclude(path=STREAM)
schema.app = the_api()


class Fuzzed:
    """A shop, and a token for each request; some requests end all sessions of whoever calls."""

    def __init__(self, runner: asyncio.Runner, shop: Shop) -> None:
        self._runner = runner
        self._shop = shop
        self._tokens: dict[Actor, str] = {}
        self._roles: dict[tuple[str, str | None], frozenset[Role]] = {
            (method, route.path): roles_with(declared_access(route.endpoint))
            for route in iter_route_contexts(the_api().routes)
            for method in getattr(route, "methods", None) or ()
        }

    def token(self, case: Case) -> str:
        """The token of somebody who may call the operation."""
        roles = self._roles[case.operation.method.upper(), case.operation.path]
        people = self._shop.people
        who = next(who for who in (people.mechanic, people.client, people.administrator) if who.role in roles)
        return self._runner.run(self._token_of(who))

    async def _token_of(self, who: Actor) -> str:
        token = self._tokens.get(who, "")
        if (await self._shop.runtime.identity.actor_of(token)).role is not who.role:
            await self._shop.change(who, active=True, role=who.role.value)
            token = self._tokens[who] = await self._shop.sign_in(who)
        return token


@pytest.fixture(scope="module")
def fuzzed(sqlite_databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fuzzed]:
    """One shop for the file, with an order."""
    with sqlite_databases.fresh() as url, asyncio.Runner() as runner:
        stack = AsyncExitStack()
        folder: Path = tmp_path_factory.mktemp("shop")
        shop = runner.run(stack.enter_async_context(opened_shop(url, folder)))
        runner.run(shop.assigned_order())
        yield Fuzzed(runner, shop)
        runner.run(stack.aclose())


def test_no_check_of_schemathesis_is_off():
    off = [
        name
        for name in CHECKS.get_all_names()
        if not CONFIG.projects.default.checks.get_by_name(name=name).enabled
    ]
    assert off == []


@schema.parametrize()
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
def test_every_answer_is_one_that_the_document_tells_of(case: Case, fuzzed: Fuzzed):
    case.call_and_validate(headers={"Authorization": f"Bearer {fuzzed.token(case)}"})
