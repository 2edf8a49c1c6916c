"""What can go wrong with comments and photos."""

from autoservice.shared.errors import Invalid, NotFound, TooLarge
from autoservice.shared.i18n import N_


class CommentEmpty(Invalid):
    """Nothing but blanks."""

    message = N_("Write something first: the comment is empty.")


class CommentTooLong(Invalid):
    """Over the limit."""

    message = N_("The comment is too long: %(length)d characters, at most %(limit)d are possible.")


class PhotoTooLarge(TooLarge):
    """Over the limit of bytes."""

    message = N_("The photo is too large: at most %(limit)d MB are possible.")


class PhotoUnreadable(Invalid):
    """Not a picture, whatever its name says, or one too big to open safely."""

    message = N_("This file is not a photo that can be read. Use JPEG, PNG, WebP or HEIC.")


class PhotoNotFound(NotFound):
    """No such photo, or it is not for this viewer."""

    message = N_("There is no such photo.")
