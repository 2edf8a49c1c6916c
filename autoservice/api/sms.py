"""What the SMS provider says by itself: how messages fare, and what people answer. Signed, or refused."""

from typing import Annotated, Final

from fastapi import APIRouter, Path, Request, Response

from autoservice.api.access import CurrentActor, from_any_site, requires_permission
from autoservice.api.documents import DocumentedRoute, fails_with
from autoservice.modules.notifications.errors import UnsignedCallback
from autoservice.runtime.current import transaction
from autoservice.shared.access import Permission

router = APIRouter(prefix="/sms", tags=["notifications"], route_class=DocumentedRoute)
Reference = Annotated[str, Path(max_length=32, pattern=r"^[0-9a-f]+$")]
SIGNATURE: Final = "X-Twilio-Signature"
# An answer that says nothing to whoever has written.
NOTHING_TO_SAY: Final = '<?xml version="1.0" encoding="UTF-8"?><Response/>'


class TwilioMarkup(Response):
    """What Twilio is to do next."""

    media_type = "text/xml"


@router.post("/status/{reference}", status_code=204)
@requires_permission(Permission.VISIT)
@from_any_site
@fails_with(UnsignedCallback)
async def take_sms_status(reference: Reference, request: Request, actor: CurrentActor) -> None:
    """Take Twilio's report of a message; it must be signed."""
    form = await _form(request)
    async with transaction(actor) as unit:
        await unit.services.text_messages.take_status(reference, form, request.headers.get(SIGNATURE, ""))


@router.post("/inbound", response_class=TwilioMarkup)
@requires_permission(Permission.VISIT)
@from_any_site
@fails_with(UnsignedCallback)
async def take_sms_answer(request: Request, actor: CurrentActor) -> TwilioMarkup:
    """Take an answer by SMS from Twilio: STOP ends all but codes, START undoes that; it must be signed."""
    form = await _form(request)
    async with transaction(actor) as unit:
        await unit.services.text_messages.take_answer(form, request.headers.get(SIGNATURE, ""))
    return TwilioMarkup(NOTHING_TO_SAY)


async def _form(request: Request) -> dict[str, list[str]]:
    """Return the fields of the body; what is no form has none, and no signature fits."""
    form = await request.form(max_files=0)
    return {name: [value for value in form.getlist(name) if isinstance(value, str)] for name in form}
