"""Commands that are sent twice run once: a repetition gets the answer that its key was given before."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel
from sqlalchemy.exc import IntegrityError

from autoservice.runtime.current import read_only, transaction
from autoservice.runtime.unit_of_work import UnitOfWork
from autoservice.shared.access import Actor
from autoservice.shared.idempotency import recall, reserve


@dataclass(frozen=True)
class Answer:
    """What a command answered, the first time or again."""

    status: int
    body: Any


Command = Callable[[UnitOfWork], Awaitable[BaseModel | None]]


async def once(actor: Actor, key: str | None, fingerprint: str, command: Command, status: int) -> Answer:
    """Run ``command`` in one transaction, or repeat the answer that ``key`` was given before.

    ``fingerprint`` tells a repetition from a key used for something else
    (``IdempotencyKeyReused``). Errors are not kept: their transaction left no trace.
    """
    try:
        return await _run_once(actor, key, fingerprint, command, status)
    except IntegrityError:
        # The same request reserved the key first and has committed since: its answer is ours.
        async with read_only(actor) as unit:
            stored = await recall(unit.session, actor.user_id, key, fingerprint) if key else None
        if stored is None:
            raise
        return Answer(stored.status, stored.body)


async def _run_once(actor: Actor, key: str | None, fingerprint: str, command: Command, status: int) -> Answer:
    async with transaction(actor) as unit:
        stored = await recall(unit.session, actor.user_id, key, fingerprint) if key else None
        if stored:
            return Answer(stored.status, stored.body)
        place = await reserve(unit.session, actor.user_id, key, fingerprint, unit.now) if key else None
        result = await command(unit)
        answer = Answer(status, result.model_dump(mode="json") if result else None)
        if place:
            place.status, place.body = answer.status, answer.body
    return answer
