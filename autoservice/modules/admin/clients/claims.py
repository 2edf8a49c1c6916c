"""Claims: a client says that orders which the shop entered for somebody are theirs.

The address must be the claimant's, and a second fact right. A number proves nobody: it was never confirmed
here, and numbers are given to other people after a while. So the shop is asked where the address fits and a
fact does not, or where the number alone fits. Whether anything fits is never said to whoever asks.
"""

from typing import Final

from autoservice.events.accounts import ClaimGranted, ClaimRefused, ClaimRequested
from autoservice.modules.admin.clients.claim_repository import SqlClaimRepository
from autoservice.modules.admin.clients.errors import (
    AlreadyMerged,
    ClaimDecided,
    ClaimNotFound,
    NotMergeable,
)
from autoservice.modules.admin.clients.merging import Merger
from autoservice.modules.admin.clients.models import ClientClaim
from autoservice.modules.admin.clients.schemas import (
    ClaimAnswer,
    ClaimsFilter,
    ClaimState,
    ClaimView,
    NewClaim,
    WaitingClaimView,
)
from autoservice.modules.auth.accounts.clients import view_client
from autoservice.modules.auth.accounts.ports import UsersRepository
from autoservice.modules.auth.credentials.attempts import limit_claims
from autoservice.modules.auth.credentials.ports import AttemptLimiter
from autoservice.modules.auth.models import User
from autoservice.shared.access import Permission
from autoservice.shared.pagination import Page
from autoservice.shared.service import Service, requires
from autoservice.shared.unit import Unit

# A claim that fits nobody: its claimant reads that it waits.
UNMATCHED: Final = "unmatched"
# So many who have the claimant's address or number are looked at.
LOOKED_AT: Final = 20


class ClaimsService(Service):
    """Claims of clients, and the shop's answers."""

    def __init__(
        self,
        unit: Unit,
        claims: SqlClaimRepository,
        users: UsersRepository,
        merger: Merger,
        limiter: AttemptLimiter,
    ) -> None:
        super().__init__(unit)
        self._claims = claims
        self._users = users
        self._merger = merger
        self._limiter = limiter

    @requires(Permission.CLAIM_ORDERS)
    async def check_claim(self) -> None:
        """Count a claim of the account; raises ``TooManyAttempts``."""
        await limit_claims(self._limiter, self._actor.user_id)

    @requires(Permission.CLAIM_ORDERS)
    async def claim_orders(self, new: NewClaim) -> ClaimView:
        """Move what is the actor's to their account if that is proved, else ask the shop.

        The answer is the same whether anything fits or not, but for what has moved.
        """
        claimant = await self._users.get(self._actor.user_id)
        walk_ins = await self._find_walk_ins(claimant)
        proved = await self._claims.proved([one.id for one in walk_ins], new)
        meant = next((one for one in walk_ins if one.id in proved), next(iter(walk_ins), None))
        is_proved = meant is not None and meant.id in proved
        granted = (
            await self._grant(claimant, meant) if is_proved and _is_confirmed(claimant, meant) else False
        )
        return await self._store(claimant, None if granted else meant, is_proved, granted)

    async def _find_walk_ins(self, claimant: User) -> list[User]:
        found = await self._users.with_addresses(claimant.email, claimant.phone, LOOKED_AT)
        return [user for user in found if not user.is_claimed]

    async def _grant(self, claimant: User, walk_in: User | None) -> bool:
        try:
            await self._merger.merge(claimant.id, walk_in.id if walk_in else 0)
        except (AlreadyMerged, NotMergeable):
            # Somebody else was faster.
            return False
        return True

    async def _store(self, claimant: User, walk_in: User | None, is_proved: bool, granted: bool) -> ClaimView:
        waiting = ClaimState.WAITING.value if walk_in else UNMATCHED
        claim = ClientClaim(
            claimant_id=claimant.id,
            walk_in_id=walk_in.id if walk_in else None,
            state=ClaimState.GRANTED.value if granted else waiting,
            proved=is_proved,
            created_at=self._unit.now,
            decided_at=self._unit.now if granted else None,
        )
        await self._claims.replace(claim)
        event = ClaimGranted(claim.id, claimant.id) if granted else ClaimRequested(claim.id)
        self._unit.record(event, f"user:{claimant.id}")
        return _view(claim)

    @requires(Permission.CLAIM_ORDERS)
    async def get_claim(self) -> ClaimView | None:
        """Return the actor's latest claim, if there is one."""
        claim = await self._claims.of_claimant(self._actor.user_id)
        return _view(claim) if claim else None

    @requires(Permission.MANAGE_CLIENTS)
    async def list_claims(self, query: ClaimsFilter) -> Page[WaitingClaimView]:
        """Return a page of the claims that wait for the shop, oldest first; raises ``UnknownCursor``."""
        page = await self._claims.waiting(query)
        people = await self._claims.users({id for one in page.items for id in _people(one)})
        return page.with_items(_waiting(claim, people) for claim in page.items)

    @requires(Permission.MANAGE_CLIENTS)
    async def answer_claim(self, claim_id: int, answer: ClaimAnswer) -> None:
        """Grant a claim, or refuse it; the claimant is told.

        Raises ``ClaimNotFound``, ``ClaimDecided``.
        """
        claim = await self._claims.lock(claim_id)
        if claim is None:
            raise ClaimNotFound()
        if claim.state != ClaimState.WAITING or not claim.walk_in_id:
            raise ClaimDecided()
        walk_in_id, claimant_id = claim.walk_in_id, claim.claimant_id
        claim.state = (ClaimState.GRANTED if answer.granted else ClaimState.REFUSED).value
        claim.walk_in_id = None
        claim.decided_at, claim.decided_by = self._unit.now, self._actor.user_id
        event = ClaimGranted if answer.granted else ClaimRefused
        self._unit.record(event(claim_id, claimant_id), f"user:{claimant_id}", after={"walk_in": walk_in_id})
        if answer.granted:
            await self._grant_by_shop(claimant_id, walk_in_id)

    async def _grant_by_shop(self, claimant_id: int, walk_in_id: int) -> None:
        try:
            await self._merger.merge(claimant_id, walk_in_id)
        except (AlreadyMerged, NotMergeable) as error:
            raise ClaimDecided() from error

    @requires(Permission.MANAGE_OWN_ACCOUNT)
    async def forget_claims(self) -> None:
        """Delete the claims of the actor's account."""
        await self._claims.forget(self._actor.user_id)


def _is_confirmed(claimant: User, walk_in: User | None) -> bool:
    """Whether the address that both have was confirmed, as numbers never are."""
    return walk_in is not None and claimant.email is not None and claimant.email == walk_in.contact_email


def _people(claim: ClientClaim) -> tuple[int, ...]:
    return claim.claimant_id, claim.walk_in_id or 0


def _waiting(claim: ClientClaim, people: dict[int, User]) -> WaitingClaimView:
    claimant, walk_in = (view_client(people[one]) for one in _people(claim))
    return WaitingClaimView(
        id=claim.id, claimant=claimant, walk_in=walk_in, proved=claim.proved, created_at=claim.created_at
    )


def _view(claim: ClientClaim) -> ClaimView:
    state = ClaimState.WAITING if claim.state == UNMATCHED else ClaimState(claim.state)
    return ClaimView(state=state, created_at=claim.created_at, decided_at=claim.decided_at)
