"""The services of clients' accounts over one unit of work: merging them, and claims."""

from functools import cached_property

from autoservice.modules.admin.clients.claim_repository import SqlClaimRepository
from autoservice.modules.admin.clients.claims import ClaimsService
from autoservice.modules.admin.clients.merge_repository import SqlMergeRepository
from autoservice.modules.admin.clients.merging import Merger, MergingService
from autoservice.wiring.auth import AuthServices


class ClientServices(AuthServices):
    """The services, each built when it is first asked for."""

    @cached_property
    def merging(self) -> MergingService:
        """Merging clients."""
        return MergingService(self._unit, self._merge_rows, self.clients, self._merger)

    @cached_property
    def claims(self) -> ClaimsService:
        """Claims of clients."""
        claims, limiter = SqlClaimRepository(self._unit.session), self._adapters.limiter
        return ClaimsService(self._unit, claims, self._parts.users, self._merger, limiter)

    @cached_property
    def _merge_rows(self) -> SqlMergeRepository:
        return SqlMergeRepository(self._unit.session)

    @cached_property
    def _merger(self) -> Merger:
        return Merger(self._unit, self._merge_rows, self._parts.closer)
