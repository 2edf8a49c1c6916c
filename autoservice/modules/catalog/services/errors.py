"""Errors of the catalog."""

from autoservice.shared.errors import NotFound
from autoservice.shared.i18n import N_


class ServiceNotFound(NotFound):
    """The service does not exist, or is no longer on offer."""

    code = "ServiceNotFound"
    message = N_("There is no such service in the catalog.")


class PictureNotFound(NotFound):
    """No service has such a picture any more."""

    code = "PictureNotFound"
    message = N_("There is no such picture.")
