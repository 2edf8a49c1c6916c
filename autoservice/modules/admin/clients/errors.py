"""Errors of merging clients and of claims."""

from autoservice.shared.errors import Conflict, NotFound
from autoservice.shared.i18n import N_


class NotMergeable(Conflict):
    """Only accounts of two clients are merged: no staff, and no account with itself."""

    code = "NotMergeable"
    message = N_("Only accounts of two different clients can be merged.")


class AlreadyMerged(Conflict):
    """One of the accounts was merged, or deleted, before."""

    code = "AlreadyMerged"
    message = N_("One of these accounts was merged or deleted meanwhile.")


class KeepTheRegistered(Conflict):
    """The account that would be closed is the only one of the two that somebody signs in to."""

    code = "KeepTheRegistered"
    message = N_("The client signs in to this account: keep it, and merge the other one into it.")


class ClaimNotFound(NotFound):
    """No such claim."""

    code = "ClaimNotFound"
    message = N_("There is no such request.")


class ClaimDecided(Conflict):
    """Somebody has answered the claim, or there is nothing left to claim."""

    code = "ClaimDecided"
    message = N_("This request has been answered already.")
