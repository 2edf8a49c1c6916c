"""When an order will be done, as its readers see it."""

from datetime import datetime

from pydantic import BaseModel, computed_field

from autoservice.modules.orders.promises.columns import moment_of
from autoservice.modules.orders.promises.rules import PromiseReason


class CompletionView(BaseModel):
    """When an order will probably be done, its ``eta``, and when a person said that it will be.

    ``promised_at`` is the moment of ``promised_local``, the time on the wall of the shop, in
    ``promised_zone``. It was put off because of ``promise_reason``, and since ``slipped_at`` it cannot be
    kept, because of ``slip_reason``. There is no ``eta`` where nothing is left, where the order waits for
    something or for somebody who does it, and where nobody has said when the shop is open.
    """

    eta: datetime | None = None
    promised_local: datetime | None = None
    promised_zone: str = ""
    promise_reason: PromiseReason | None = None
    slip_reason: PromiseReason | None = None
    slipped_at: datetime | None = None

    @computed_field  # type: ignore[prop-decorator]
    @property
    def promised_at(self) -> datetime | None:
        """The moment that was promised."""
        return moment_of(self.promised_local, self.promised_zone)
