"""What can go wrong with comments and photos."""

from autoservice.modules.orders.approvals.errors import JobNotFound, WorkDecided, WorkWithdrawn
from autoservice.modules.orders.errors import NO_STAGE, OrderFinished, OrderNotFound
from autoservice.modules.orders.order_errors import RequestClosed
from autoservice.shared.errors import AccessDenied, Conflict, Invalid, NotFound, TooLarge, Unavailable
from autoservice.shared.i18n import N_


class CommentEmpty(Invalid):
    """Nothing but blanks."""

    code = "CommentEmpty"
    field = "text"
    message = N_("Write something first: the comment is empty.")


class CommentTooLong(Invalid):
    """Over the limit."""

    code = "CommentTooLong"
    field = "text"
    message = N_("The comment is too long: %(length)d characters, at most %(limit)d are possible.")


class PhotoTooLarge(TooLarge):
    """Over the limit of bytes."""

    code = "PhotoTooLarge"
    field = "file"
    message = N_("The photo is too large: at most %(limit)s MB are possible.")


class PhotoUnreadable(Invalid):
    """Not a picture of a kind that is accepted, whatever its name says."""

    code = "PhotoUnreadable"
    field = "file"
    message = N_("This file is not a photo that can be read. Use JPEG, PNG, WebP, HEIC or AVIF.")


class PhotoIncomplete(Invalid):
    """Some of its pixels are not there."""

    code = "PhotoIncomplete"
    field = "file"
    message = N_("The photo is incomplete: its end is missing. Choose it once more, or take another.")


class PhotoUndecodable(Invalid):
    """It looks like a picture, and no decoder can open it."""

    code = "PhotoUndecodable"
    field = "file"
    message = N_("The photo cannot be opened: it is damaged, or of a rare kind. Take another.")


class PhotoTooManyPixels(Invalid):
    """More than the decoder of its kind can take."""

    code = "PhotoTooManyPixels"
    field = "file"
    message = N_("The photo is too large: it has %(found)d megapixels, at most %(limit)d are possible.")


class PhotoNeedsMemory(Invalid):
    """Decoding it takes more memory than one picture may take."""

    code = "PhotoNeedsMemory"
    field = "file"
    message = N_("The photo needs more than %(limit)d MB of memory to be opened. Send a smaller one.")


class PhotoTooSlow(Invalid):
    """Decoding it takes longer than one picture may take."""

    code = "PhotoTooSlow"
    field = "file"
    message = N_("The photo takes more than %(limit)d seconds to be opened. Send a smaller one.")


class PhotosBusy(Unavailable):
    """As many photos wait to be decoded as may."""

    code = "PhotosBusy"
    message = N_("Many photos have arrived at once. Please try again in a moment.")
    retry_after = 5


class CommentNotFound(NotFound):
    """No such comment, or it is not for this viewer."""

    code = "CommentNotFound"
    message = N_("There is no such comment.")


class NotYourReport(AccessDenied):
    """Only who sent a comment or a photo takes it back."""

    code = "NotYourReport"
    message = N_("Only the one who sent this can take it back.")


class PhotoNotFound(NotFound):
    """No such photo, or it is not for this viewer."""

    code = "PhotoNotFound"
    message = N_("There is no such photo.")


class TooManyPhotos(Conflict):
    """A request has as many photos as it may."""

    code = "TooManyPhotos"
    message = N_("A request has at most %(limit)d photos. Take one back to send another.")


class TooManyWorkPhotos(Conflict):
    """Extra work has as many photos as it may."""

    code = "TooManyWorkPhotos"
    message = N_("Proposed work has at most %(limit)d photos. Take one back to send another.")


class RequestAccepted(Conflict):
    """What the shop plans by stays: only an administrator takes it away."""

    code = "RequestAccepted"
    message = N_("The shop has accepted the request: its photos can no longer be taken back.")


# What sending a photo may answer.
BAD_PHOTO = (
    PhotoTooLarge,
    PhotoUnreadable,
    PhotoIncomplete,
    PhotoUndecodable,
    PhotoTooManyPixels,
    PhotoNeedsMemory,
    PhotoTooSlow,
    PhotosBusy,
)

# What adding a photo to a request may answer beside that, and what taking one back.
REQUEST_PHOTO_REFUSED = (OrderNotFound, RequestClosed, TooManyPhotos)
REQUEST_WITHDRAWAL_REFUSED = (OrderNotFound, NotYourReport, RequestAccepted)

# What adding a photo to proposed work may answer beside that, and what taking one back.
NO_WORK_SHOWN = (OrderNotFound, JobNotFound, OrderFinished, WorkDecided)
WORK_PHOTO_REFUSED = (*NO_WORK_SHOWN, WorkWithdrawn, TooManyWorkPhotos)
WORK_PHOTO_WITHDRAWAL_REFUSED = (*NO_WORK_SHOWN, NotYourReport)

# What taking a comment or a photo back may answer, beside that there is none.
WITHDRAWAL_REFUSED = (*NO_STAGE, NotYourReport, OrderFinished)
