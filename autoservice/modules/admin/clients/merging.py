"""Merging two accounts of one person: all goes to the kept one, and the closed one leads there."""

from collections.abc import Sequence
from typing import Final

from autoservice.events.accounts import ClientsMerged
from autoservice.events.orders import OrderClientChanged
from autoservice.modules.admin.clients.errors import AlreadyMerged, KeepTheRegistered, NotMergeable
from autoservice.modules.admin.clients.merge_repository import SqlMergeRepository
from autoservice.modules.admin.clients.schemas import MergeCommand, MergePreview
from autoservice.modules.auth.accounts.client_schemas import REMARK_LENGTH, ClientKind, ClientView
from autoservice.modules.auth.accounts.clients import ClientsService, view_client
from autoservice.modules.auth.accounts.closing import AccountCloser
from autoservice.modules.auth.models import ClientContact, User
from autoservice.modules.orders.vehicles.models import Vehicle
from autoservice.shared.access import Permission, Role
from autoservice.shared.service import Service, requires
from autoservice.shared.unit import Unit

# What is taken over of the same car's other row where the kept one has nothing.
FILLED: Final = ("vin", "vin_key", "year")


class Merger:
    """Merges accounts, whoever has decided so."""

    def __init__(self, unit: Unit, rows: SqlMergeRepository, closer: AccountCloser) -> None:
        self._unit = unit
        self._rows = rows
        self._closer = closer

    async def merge(self, kept_id: int, closed_id: int) -> User:
        """Give ``kept_id`` all that is of ``closed_id``, and close that.

        Raises ``NotMergeable``, ``AlreadyMerged``, ``KeepTheRegistered``.
        """
        # Orders before accounts, as every command on an order takes them.
        order_ids = await self._rows.lock_orders(closed_id)
        accounts = await self._rows.lock_accounts([kept_id, closed_id])
        kept, closed = check_mergeable(accounts.get(kept_id), accounts.get(closed_id))
        same = await self._merge_vehicles(kept.id, closed.id)
        await self._rows.move(closed.id, kept.id)
        await self._rows.void_claims(closed.id)
        self._take_over(kept, closed)
        await self._closer.close(closed)
        closed.merged_into_id = kept.id
        kept.version += 1
        after = {"merged_id": closed.id, "same_vehicles": same}
        self._unit.record(ClientsMerged(kept.id, closed.id), f"user:{kept.id}", after=after)
        for order_id in order_ids:
            # The audit log has the merge; who looks at one of its orders sees whose it is now.
            self._unit.emit(OrderClientChanged(order_id))
        # Found under the closed account, too.
        self._unit.audit("client_closed", f"user:{closed.id}", after={"merged_into": kept.id})
        return kept

    async def _merge_vehicles(self, kept_id: int, closed_id: int) -> list[int]:
        """Make one of each two rows of one car; returns the ids of those that are left empty."""
        known, merged = await self._rows.vehicles(kept_id), list[int]()
        for vehicle in await self._rows.vehicles(closed_id):
            if same := find_same(known, vehicle):
                filled = {name: getattr(same, name) or getattr(vehicle, name) for name in FILLED}
                await self._rows.merge_vehicle(vehicle, same)
                for name, value in filled.items():
                    setattr(same, name, value)
                if same.odometer_unit == vehicle.odometer_unit or same.odometer is None:
                    same.odometer_unit = vehicle.odometer_unit
                    same.odometer = await self._rows.latest_reading(same.id)
                same.archived_at = same.archived_at and vehicle.archived_at
                same.version += 1
                merged.append(vehicle.id)
        return merged

    def _take_over(self, kept: User, closed: User) -> None:
        """Keep how the person is reached, and what the shop noted."""
        email, phone = closed.reached_email, closed.reached_phone
        if not kept.is_claimed:
            kept.contact_email, email = kept.contact_email or email, email if kept.contact_email else None
            kept.contact_phone, phone = kept.contact_phone or phone, phone if kept.contact_phone else None
        email = None if email == kept.reached_email else email
        phone = None if phone == kept.reached_phone else phone
        if email or phone:
            other = ClientContact(client_id=kept.id, name=closed.name, email=email or "", phone=phone or "")
            self._rows.add_contact(other)
        if not kept.tax_number:
            kept.kind, kept.tax_number = max(kept.kind, closed.kind, key=_is_company), closed.tax_number
        kept.remark = "\n".join(filter(None, (kept.remark, closed.remark)))[:REMARK_LENGTH]


def _is_company(kind: str) -> bool:
    return kind == ClientKind.COMPANY


def check_mergeable(kept: User | None, closed: User | None) -> tuple[User, User]:
    """Return both if they can be merged, else raise what ``Merger.merge`` raises."""
    if kept is None or closed is None or kept.deleted_at or closed.deleted_at:
        raise AlreadyMerged()
    if kept.id == closed.id or {kept.role, closed.role} != {Role.CLIENT.value}:
        raise NotMergeable()
    if closed.is_claimed and not kept.is_claimed:
        raise KeepTheRegistered()
    return kept, closed


def find_same(known: Sequence[Vehicle], vehicle: Vehicle) -> Vehicle | None:
    """Return the row of the same car: by its plate, else by its VIN."""
    by_plate = (one for one in known if one.plate_key == vehicle.plate_key)
    by_vin = (one for one in known if vehicle.vin_key and one.vin_key == vehicle.vin_key)
    return next(by_plate, None) or next(by_vin, None)


class MergingService(Service):
    """Merging clients, as administrators decide."""

    def __init__(self, unit: Unit, rows: SqlMergeRepository, clients: ClientsService, merger: Merger) -> None:
        super().__init__(unit)
        self._rows = rows
        self._clients = clients
        self._merger = merger

    @requires(Permission.MANAGE_CLIENTS)
    async def preview_merge(self, kept_id: int, closed_id: int) -> MergePreview:
        """Return what a merge would move; raises ``ClientNotFound``."""
        kept, closed = [await self._clients.get_client(one) for one in (kept_id, closed_id)]
        known, theirs = [await self._rows.vehicles(one.id) for one in (kept, closed)]
        same = sum(find_same(known, vehicle) is not None for vehicle in theirs)
        counts = await self._rows.count(closed.id)
        return MergePreview(kept=kept, closed=closed, vehicles=len(theirs), same_vehicles=same, **counts)

    @requires(Permission.MANAGE_CLIENTS)
    async def merge_clients(self, kept_id: int, command: MergeCommand) -> ClientView:
        """Merge an account into a client's.

        Raises ``NotMergeable``, ``AlreadyMerged``, ``KeepTheRegistered``.
        """
        return view_client(await self._merger.merge(kept_id, command.client_id))
