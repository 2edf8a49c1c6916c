"""The claims that wait for the shop's answer."""

from dataclasses import dataclass
from typing import Any, Final

import reflex as rx
from pydantic import BaseModel, ValidationError

from autoservice.modules.admin.clients.schemas import ClaimAnswer, ClaimsFilter, WaitingClaimView
from autoservice.runtime.current import read_only, transaction
from autoservice.shared.access import Permission
from autoservice.shared.errors import DomainError
from autoservice.shared.pagination import Page
from autoservice.shared.validation import Id
from autoservice.ui.access import requires_permission
from autoservice.ui.current import Viewer, current_viewer
from autoservice.ui.engine.paging import PagedMixin
from autoservice.ui.entities.user.clients import client_view_model
from autoservice.ui.kit.form_state import FormMixin

ON_A_PAGE: Final = 10


class AnswerClaim(BaseModel):
    """The command to answer a claim."""

    claim_id: Id
    answer: ClaimAnswer


@dataclass(frozen=True)
class ClaimViewModel:
    """A claim, ready to be shown: who says so, and whom they mean."""

    id: str
    claimant: str
    claimant_url: str
    claimant_reached: str
    walk_in: str
    walk_in_url: str
    walk_in_reached: str
    proved: bool


@requires_permission(Permission.MANAGE_CLIENTS)
class AnswerClaimState(FormMixin, PagedMixin, rx.State):
    """One page of the claims, and the outcome of the last answer."""

    claims: list[ClaimViewModel] = []

    def _parameter(self) -> str:
        return "claims"

    @rx.event
    async def load(self) -> Any:
        """Read the page that the address names."""
        self.errors = {}
        entered = self._read_cursor()
        await self._load_page(self._read)
        return entered

    @rx.event
    async def answer(self, claim_id: str, granted: bool) -> None:
        """Grant a claim, or refuse it."""
        self.errors = {}
        try:
            command = AnswerClaim.model_validate({"claim_id": claim_id, "answer": {"granted": granted}})
            async with transaction(current_viewer().actor) as unit:
                await unit.services.claims.answer_claim(command.claim_id, command.answer)
        except (DomainError, ValidationError) as error:
            self._refuse(error)
        await self._load_page(self._read)

    async def _read(self) -> Page[WaitingClaimView]:
        query = ClaimsFilter(cursor=self._cursor, size=ON_A_PAGE)
        async with read_only(current_viewer().actor) as unit:
            return await unit.services.claims.list_claims(query)

    def _set_page(self, page: Page[WaitingClaimView]) -> None:
        super()._set_page(page)
        viewer = current_viewer()
        self.claims = [_claim(one, viewer) for one in page.items]


def _claim(claim: WaitingClaimView, viewer: Viewer) -> ClaimViewModel:
    claimant, walk_in = (client_view_model(one, viewer) for one in (claim.claimant, claim.walk_in))
    return ClaimViewModel(
        id=str(claim.id),
        claimant=claimant.name,
        claimant_url=claimant.url,
        claimant_reached=" · ".join(filter(None, (claimant.phone, claimant.email))),
        walk_in=walk_in.name,
        walk_in_url=walk_in.url,
        walk_in_reached=" · ".join(filter(None, (walk_in.phone, walk_in.email))),
        proved=claim.proved,
    )
