"""What can go wrong with the catalog."""

from autoservice.shared.errors import NotFound
from autoservice.shared.i18n import N_


class ServiceNotFound(NotFound):
    """No such service, or it is no longer offered."""

    code = "ServiceNotFound"
    message = N_("There is no such service in the catalog.")
