"""Claims, and whom they may mean, in SQL."""

from typing import Final

from pydantic import TypeAdapter
from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from autoservice.modules.admin.clients.models import ClientClaim
from autoservice.modules.admin.clients.schemas import ClaimsFilter, ClaimState, NewClaim
from autoservice.modules.auth.models import User
from autoservice.modules.orders.models import Order
from autoservice.modules.orders.vehicles.models import Vehicle
from autoservice.shared.errors import Unavailable
from autoservice.shared.pagination import Keyset, Page, read_page
from autoservice.shared.validation import Id

OLDEST_FIRST: Final = Keyset[ClientClaim](
    name="claims",
    columns=(col(ClientClaim.id),),
    key=lambda claim: (claim.id,),
    shape=TypeAdapter(tuple[Id]),
)


class SqlClaimRepository:
    """``ClaimRepository`` over one database session."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def proved(self, walk_in_ids: list[int], claim: NewClaim) -> list[int]:
        """Return those of the walk-ins whose order or VIN, beside the plate, the claim names."""
        its_order = (col(Order.vehicle_id) == col(Vehicle.id)) & (col(Order.id) == claim.order_number)
        cars = await self._session.execute(
            select(col(Vehicle.client_id), col(Vehicle.vin_key), col(Order.id))
            .outerjoin(Order, its_order)
            .where(col(Vehicle.client_id).in_(walk_in_ids), col(Vehicle.plate_key) == claim.plate_key)
        )
        end = claim.vin_key
        named = (one for one in cars if one.id or (end and (one.vin_key or "").endswith(end)))
        return [one.client_id for one in named]

    async def of_claimant(self, claimant_id: int) -> ClientClaim | None:
        """Return the client's latest claim."""
        found: ClientClaim | None = await self._session.scalar(
            select(ClientClaim).where(col(ClientClaim.claimant_id) == claimant_id)
        )
        return found

    async def lock(self, claim_id: int) -> ClientClaim | None:
        """Return the claim, locked until the transaction ends."""
        return await self._session.get(ClientClaim, claim_id, with_for_update=True, populate_existing=True)

    async def replace(self, claim: ClientClaim) -> None:
        """Insert a claim in the place of the claimant's former one.

        Raises ``Unavailable`` if another one of theirs came meanwhile.
        """
        former = col(ClientClaim.claimant_id) == claim.claimant_id
        await self._session.execute(delete(ClientClaim).where(former))
        try:
            async with self._session.begin_nested():
                self._session.add(claim)
        except IntegrityError as error:
            raise Unavailable() from error

    async def waiting(self, query: ClaimsFilter) -> Page[ClientClaim]:
        """Return a page of those that wait for the shop, oldest first; raises ``UnknownCursor``."""
        waiting = select(ClientClaim).where(col(ClientClaim.state) == ClaimState.WAITING.value)
        counted = waiting.with_only_columns(col(ClientClaim.id))
        return await read_page(
            self._session, OLDEST_FIRST, query, lambda window: window.apply(waiting), counted
        )

    async def users(self, user_ids: set[int]) -> dict[int, User]:
        """Return accounts by id."""
        found = await self._session.scalars(select(User).where(col(User.id).in_(user_ids)))
        return {user.id: user for user in found}

    async def forget(self, claimant_id: int) -> None:
        """Delete the claims of an account."""
        await self._session.execute(delete(ClientClaim).where(col(ClientClaim.claimant_id) == claimant_id))
