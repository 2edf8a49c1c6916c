"""How the shop's e-mail stands: what keeps all of it from leaving, and which addresses do not exist."""

from autoservice.events.notifications import DeliveriesChanged
from autoservice.modules.auth.accounts.contacts import ContactsService
from autoservice.modules.notifications.groups import Channel, MailTrouble
from autoservice.modules.notifications.models import ChannelTrouble
from autoservice.modules.notifications.ports import TroubleRepository
from autoservice.shared.access import Permission
from autoservice.shared.service import Service, requires
from autoservice.shared.unit import Unit


class MailHealthService(Service):
    """Keeps the alarm that nothing leaves, until something does; and marks addresses."""

    def __init__(self, unit: Unit, contacts: ContactsService, troubles: TroubleRepository) -> None:
        super().__init__(unit)
        self._contacts = contacts
        self._troubles = troubles

    @requires(Permission.RUN_REACTIONS)
    async def report_trouble(self, trouble: MailTrouble, error: str) -> None:
        """Raise the alarm, or keep the one that there is with what is said now."""
        known = await self._troubles.find(Channel.EMAIL)
        if known and known.trouble == trouble:
            known.last_error = error[:500]
            return
        since = known.since if known else self._unit.now
        await self._troubles.put_trouble(
            ChannelTrouble(
                channel=Channel.EMAIL.value, trouble=trouble.value, since=since, last_error=error[:500]
            )
        )
        self._unit.emit(DeliveriesChanged())

    @requires(Permission.RUN_REACTIONS)
    async def record_accepted(self, address: str) -> None:
        """Record that an e-mail has left: the alarm ends, and the address is there."""
        if await self._troubles.forget(Channel.EMAIL):
            self._unit.emit(DeliveriesChanged())
        await self._contacts.clear_unreachable(address)

    @requires(Permission.RUN_REACTIONS)
    async def record_unknown(self, address: str) -> None:
        """Mark an address that does not exist; the server that says so takes e-mails."""
        if await self._troubles.forget(Channel.EMAIL):
            self._unit.emit(DeliveriesChanged())
        await self._contacts.mark_unreachable(address)
