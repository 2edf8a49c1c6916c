"""Commands and views of tracking links."""

from datetime import datetime

from pydantic import BaseModel

from autoservice.shared.validation import Flag


class NewLink(BaseModel):
    """The command to make a link; with ``may_approve`` its holder decides on extra work, too."""

    may_approve: Flag = False


class LinkView(BaseModel):
    """A link without its token, which nobody can read again."""

    id: int
    order_id: int
    may_approve: bool
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None


class CreatedLink(BaseModel):
    """A new link, once with its address; ``qr`` is that address as a picture (SVG)."""

    id: int
    expires_at: datetime
    may_approve: bool
    url: str
    qr: str


class OpenedLink(BaseModel):
    """The order that a token opens, and until when."""

    order_id: int
    expires_at: datetime
