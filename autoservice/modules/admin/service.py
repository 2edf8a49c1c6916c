"""Administrators' view of the machinery."""

from autoservice.modules.admin.ports import DeadLetterRepository
from autoservice.modules.admin.schemas import AuditEntryView, AuditFilter, DeadLetterView
from autoservice.modules.notifications.delivery_log import DeliveryLogService
from autoservice.shared.access import Permission
from autoservice.shared.audit import read_entries
from autoservice.shared.errors import NotFound
from autoservice.shared.pagination import Page, PageRequest
from autoservice.shared.service import Service, requires
from autoservice.shared.unit import Unit


class AdminService(Service):
    """What keeps the shop's program healthy."""

    def __init__(self, unit: Unit, letters: DeadLetterRepository, deliveries: DeliveryLogService) -> None:
        super().__init__(unit)
        self._letters = letters
        self._deliveries = deliveries

    @requires(Permission.MANAGE_OUTBOX)
    async def list_dead_letters(self, request: PageRequest) -> Page[DeadLetterView]:
        """One page of the reactions that gave up, newest first; raises ``UnknownCursor``."""
        page = await self._letters.page(request)
        return page.with_items(DeadLetterView(**letter.model_dump()) for letter in page.items)

    @requires(Permission.MANAGE_OUTBOX)
    async def replay_dead_letter(self, letter_id: int) -> None:
        """Try a reaction again from the start; raises ``NotFound``."""
        letter = await self._letters.by_id(letter_id)
        if letter is None:
            raise NotFound()
        await self._letters.replay(letter)
        # What has failed for good would not be sent by its reaction.
        if delivery_id := letter.payload.get("delivery_id"):
            of_a_device = "subscription_id" in letter.payload
            await self._deliveries.revive_delivery(delivery_id, on_its_way=of_a_device)
        replayed = {"event": letter.event, "reaction": letter.reaction}
        self._unit.audit("dead_letter_replayed", f"dead_letter:{letter_id}", before=replayed)

    @requires(Permission.READ_AUDIT)
    async def list_audit(self, query: AuditFilter) -> Page[AuditEntryView]:
        """One page of the audit log, newest first; raises ``UnknownCursor``."""
        page = await read_entries(self._unit.session, query, **query.columns())
        return page.with_items(AuditEntryView(**entry.model_dump()) for entry in page.items)
