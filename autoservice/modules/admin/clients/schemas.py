"""Commands and views of merging clients and of claims."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Final

from pydantic import BaseModel, BeforeValidator, Field, StringConstraints

from autoservice.modules.auth.accounts.client_schemas import ClientView
from autoservice.shared.normal_forms import plate_key, vin_key
from autoservice.shared.pagination import PageRequest
from autoservice.shared.validation import STORABLE, Id

# So many characters of a VIN's end tell a car from others of its kind.
VIN_END: Final = 6


class MergeCommand(BaseModel):
    """The command to merge another account, ``client_id``, into a client's."""

    client_id: Id


class MergePreview(BaseModel):
    """What a merge would move from ``closed`` to ``kept``; ``same_vehicles`` are cars that both have."""

    kept: ClientView
    closed: ClientView
    orders: int
    vehicles: int
    same_vehicles: int
    comments: int
    photos: int


class ClaimState(StrEnum):
    """What has become of a claim."""

    WAITING = "waiting"
    GRANTED = "granted"
    REFUSED = "refused"


def _short(text: object) -> object:
    return text.strip() if isinstance(text, str) else text


Fact = Annotated[str, StringConstraints(max_length=40, pattern=STORABLE), BeforeValidator(_short)]


class NewClaim(BaseModel):
    """What a client knows of earlier orders: an order's ``number``, the ``plate``, the VIN's last characters.

    Two facts that fit prove that they are the client's; with others the shop is asked.
    """

    number: Fact = ""
    plate: Fact = ""
    vin_end: Fact = ""

    @property
    def plate_key(self) -> str:
        """Return the normal form of the plate."""
        return plate_key(self.plate)

    @property
    def vin_key(self) -> str:
        """Return the normal form of the VIN's last characters; empty if they are too few."""
        key = vin_key(self.vin_end)
        return key if len(key) >= VIN_END else ""

    @property
    def order_number(self) -> int:
        """Return the order's number, 0 if it is none."""
        digits = self.number.lstrip("№#").strip()
        return int(digits) if digits.isdecimal() and len(digits) < 10 else 0


class ClaimView(BaseModel):
    """A claim as the claimant sees it: whether it fits anything is not said before it is answered."""

    state: ClaimState
    created_at: datetime
    decided_at: datetime | None


class ClaimsFilter(PageRequest):
    """The query for a list of claims that wait for the shop's answer, oldest first."""


class WaitingClaimView(BaseModel):
    """A claim that waits for the shop's answer: ``claimant`` says that ``walk_in`` are they.

    ``proved`` are right facts beside a phone number, which proves nobody.
    """

    id: int
    claimant: ClientView
    walk_in: ClientView
    proved: bool
    created_at: datetime


class ClaimAnswer(BaseModel):
    """What the shop answers."""

    granted: Annotated[bool, Field(strict=True)]
