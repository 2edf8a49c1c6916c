"""The audit of refusals, each in a transaction of its own; those of a flood are only counted."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import structlog

from autoservice.runtime.unit_of_work import UnitOfWork
from autoservice.shared.access import Actor
from autoservice.shared.budget import Budget
from autoservice.shared.clock import Clock
from autoservice.shared.errors import AccessDenied
from autoservice.shared.request_context import current_request_context, network_of

log = structlog.get_logger(__name__)


class Denials:
    """The audit of calls that an edge or a service refused."""

    def __init__(
        self, transaction: Callable[[Actor], AbstractAsyncContextManager[UnitOfWork]], clock: Clock
    ) -> None:
        self._transaction = transaction
        self._clock = clock
        self._budget = Budget()

    async def audit(self, actor: Actor, action: str, subject: str) -> None:
        """Audit that an edge or a service refused ``actor``; never raises.

        ``action`` is a word for the kind of call, ``subject`` the name of the operation or the event
        handler in the code; neither is a URL, which may have a token.
        """
        caller = (
            f"user:{actor.user_id}" if actor.user_id else network_of(current_request_context().ip_address)
        )
        left_out = self._budget.spend(caller, self._clock())
        if left_out is None:
            return
        try:
            async with self._transaction(actor) as unit:
                unit.audit("denied", subject, after={"action": action, **left_out})
        except Exception:
            # The refusal itself stands, with or without its entry.
            log.exception("denial_not_audited")
            self._budget.restore(left_out)

    @asynccontextmanager
    async def auditing(self, actor: Actor) -> AsyncIterator[None]:
        """Audit a service's refusal in the block, once the refused transaction is over."""
        try:
            yield
        except AccessDenied as error:
            await self.audit(actor, "service", error.refused_by or error.code)
            raise
