"""Hands a message to the SMS provider, and records what became of it."""

from typing import Final

import structlog

from autoservice.modules.notifications.errors import (
    NoSmsProvider,
    SmsInDoubt,
    SmsNotSent,
    SmsRefused,
    SmsUntraceable,
)
from autoservice.modules.notifications.sms_ports import SmsProvider
from autoservice.modules.notifications.text_messages import SmsJob
from autoservice.runtime.reaction_units import OpenUnit
from autoservice.shared.access import SYSTEM

log: Final = structlog.get_logger(__name__)


class SmsSender:
    """Sends messages that were begun; one whose answer was lost is asked for before it is sent again."""

    def __init__(self, view: OpenUnit, transaction: OpenUnit, provider: SmsProvider) -> None:
        self._view = view
        self._transaction = transaction
        self._provider = provider

    async def send(self, job: SmsJob) -> None:
        """Send the message; raises what the provider raises, unless no further attempt helps."""
        try:
            provider_id = await self._hand_over(job)
        except SmsRefused as error:
            log.warning("sms_refused", reason=error.params["reason"])
            stopped = job.sms.to if error.stopped else ""
            async with self._transaction(SYSTEM) as unit:
                await unit.services.text_messages.record_refused(job.id, _describe(error), stopped)
        except Exception as error:
            async with self._transaction(SYSTEM) as unit:
                await unit.services.text_messages.record_failed(
                    job.id, _describe(error), in_doubt=_is_in_doubt(job, error)
                )
            raise
        else:
            if provider_id:
                async with self._transaction(SYSTEM) as unit:
                    await unit.services.text_messages.record_sent(job.id, provider_id)

    async def _hand_over(self, job: SmsJob) -> str:
        """Return the provider's id of the message; nothing if it stays in doubt for good."""
        if job.in_doubt_since is None:
            return await self._provider.send(job.sms)
        try:
            found = await self._provider.find(job.sms, job.in_doubt_since)
        except SmsUntraceable:
            return await self._repeat(job)
        except SmsNotSent as error:
            raise SmsInDoubt(**error.params) from error
        async with self._view(SYSTEM) as unit:
            provider_id = await unit.services.text_messages.find_unknown(found)
        return provider_id or await self._provider.send(job.sms)

    async def _repeat(self, job: SmsJob) -> str:
        """Send once more what the provider cannot be asked about, unless that was done already."""
        async with self._transaction(SYSTEM) as unit:
            if not await unit.services.text_messages.repeat(job.id):
                return ""
        try:
            return await self._provider.send(job.sms)
        except (SmsInDoubt, SmsRefused):
            raise
        except SmsNotSent as error:
            async with self._transaction(SYSTEM) as unit:
                await unit.services.text_messages.take_back_repeat(job.id)
            raise SmsInDoubt(**error.params) from error


def _is_in_doubt(job: SmsJob, error: Exception) -> bool:
    """Return whether the provider may have the message all the same."""
    if isinstance(error, NoSmsProvider):
        return job.in_doubt_since is not None
    return isinstance(error, SmsInDoubt) or not isinstance(error, SmsNotSent)


def _describe(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"
