"""``/api/events``: what happens to orders, for programs that follow it."""

import re
from typing import Annotated, Any, Final

from fastapi import APIRouter, Header, Query
from fastapi.responses import Response

from autoservice.api.access import CurrentActor, requires_permission
from autoservice.api.documents import DocumentedRoute, fails_with
from autoservice.api.event_streams import EventStream, EventStreamResponse
from autoservice.modules.orders.errors import OrderNotFound
from autoservice.modules.progress.feed.errors import MalformedEventId, TooManyStreams
from autoservice.runtime.current import read_only
from autoservice.shared.access import Permission
from autoservice.shared.validation import Id

router = APIRouter(tags=["progress"], route_class=DocumentedRoute)

EVENT_ID: Final = "[0-9]{1,18}"
DESCRIPTION: Final = """\
A stream of server-sent events that does not end by itself. `event` is the kind of an entry of an
order's timeline, `data` the entry as JSON, as its reader may see it, with `order_id` and the
`version` that the order had then. `event: reset` (`data: {"reason": "unknown"}` or `"too_old"`)
says that events are missing: read anew what you show, and go on. Lines that begin with a colon keep
the connection alive. The stream ends with the session or the tracking link that it was opened with,
and when its reader gets another role or may not read the `order` any more.
"""
EXAMPLE: Final = """\
retry: 3000
: events of orders, in the order of their commits

id: 1041

id: 1043
event: stage_completed
data: {"number": 7, "kind": "stage_completed", "stage_id": 12, ..., "order_id": 5, "version": 9}

"""
TEXT: Final = {
    "description": DESCRIPTION,
    "content": {"text/event-stream": {"schema": {"type": "string"}, "example": EXAMPLE}},
}
RESPONSES: Final[dict[int | str, dict[str, Any]]] = {200: TEXT}


@router.get("/events", status_code=200, response_class=EventStreamResponse, responses=RESPONSES)
@requires_permission(Permission.READ_TIMELINE)
@fails_with(OrderNotFound, MalformedEventId, TooManyStreams)
async def follow_events(
    actor: CurrentActor,
    order: Annotated[Id | None, Query(description="Only the events of this order.")] = None,
    last_event_id: Annotated[
        str | None,
        Header(
            alias="Last-Event-ID",
            description="The last id that was received: the stream goes on after it.",
            json_schema_extra={"pattern": f"^{EVENT_ID}$"},
        ),
    ] = None,
) -> Response:
    """Follow the events of the orders that the caller may read, in the order in which they became facts.

    Ids grow in the order of the commits: nothing with a lower id comes after one with a higher id, however
    long its transaction took, so the last id says all that was received.
    """
    async with read_only(actor) as unit:
        start = await unit.services.feed.start(order, _parse(last_event_id))
    return EventStreamResponse(EventStream(actor, order, start))


def _parse(last_event_id: str | None) -> int | None:
    """Return the id; ``None`` for an empty one, by which a browser says that it has none."""
    if not last_event_id:
        return None
    if not re.fullmatch(EVENT_ID, last_event_id):
        raise MalformedEventId()
    return int(last_event_id)
