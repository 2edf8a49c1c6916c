"""Names that are stored or sent: a rename in the code must not change what rows and programs rely on.

A name may be added here, but none may change or go while a row may hold it or a program may ask for it.
"""

import importlib
import pkgutil
from collections.abc import Iterator

import autoservice
from autoservice.events.base import Event
from autoservice.shared.errors import DomainError
from autoservice.wiring.reactions import all_reactions

EVENTS = {
    "user_registered",
    "UserRegistered",
    "user_role_changed",
    "UserRoleChanged",
    "sessions_revoked",
    "SessionsRevoked",
    "registration_requested",
    "RegistrationRequested",
    "password_reset_requested",
    "PasswordResetRequested",
    "password_changed",
    "PasswordChanged",
    "email_change_requested",
    "EmailChangeRequested",
    "email_changed",
    "EmailChanged",
    "second_factor_changed",
    "SecondFactorChanged",
    "invitation_sent",
    "InvitationSent",
    "profile_deleted",
    "ProfileDeleted",
    "order_created",
    "OrderCreated",
    "status_changed",
    "OrderStatusChanged",
    "mechanic_assigned",
    "MechanicAssigned",
    "mechanic_unassigned",
    "stage_started",
    "StageStarted",
    "stage_completed",
    "stage_start_undone",
    "stage_completion_undone",
    "StageCompleted",
    "stage_blocked",
    "stage_resumed",
    "comment_added",
    "StageCommentAdded",
    "photo_added",
    "StageAttachmentUploaded",
    "comment_withdrawn",
    "photo_withdrawn",
    "service_picture_changed",
    "service_picture_removed",
}
REACTIONS = {
    "delete_photo_files",
    "push_access_changed",
    "push_order_changed",
    "send_email_change",
    "send_email_changed",
    "send_farewell",
    "send_invitation",
    "send_password_changed",
    "send_password_reset",
    "send_registration",
    "send_second_factor_changed",
}
ERRORS = {
    "AccessDenied",
    "AddressTaken",
    "AmbiguousNumber",
    "AssignmentChanged",
    "BadRequest",
    "BodyCutOff",
    "BodyStalled",
    "BodyTooLarge",
    "CellInvalid",
    "CellReadOnly",
    "CellsRefused",
    "CommentEmpty",
    "CommentNotFound",
    "CommentTooLong",
    "Conflict",
    "DeadLink",
    "ForeignRequest",
    "IdempotencyKeyReused",
    "Invalid",
    "LastAddress",
    "LastAdministrator",
    "MailNotSent",
    "MechanicGone",
    "MechanicNotFound",
    "MethodNotAllowed",
    "NegativeNumber",
    "NoMailServer",
    "NotANumber",
    "NotAPhone",
    "NotAnAddress",
    "NotAnEmail",
    "NotFound",
    "NotHours",
    "NotYourReport",
    "NotYourStage",
    "NotYourStep",
    "NothingToUndo",
    "NumberMissing",
    "NumberTooLarge",
    "OrderFinished",
    "OrderNotFound",
    "OrdersStillOpen",
    "PasswordTooCommon",
    "PasswordTooShort",
    "PhotoIncomplete",
    "PhotoNeedsMemory",
    "PhotoNotFound",
    "PhotoTooLarge",
    "PhotoTooManyPixels",
    "PhotoTooSlow",
    "PhotoUndecodable",
    "PhotoUnreadable",
    "PhotosBusy",
    "PictureNotFound",
    "RowsChanged",
    "SecondFactorAlreadyOn",
    "SecondFactorNeeded",
    "SecondFactorNotOn",
    "SecondFactorObligatory",
    "SecondFactorRequired",
    "ServiceNotFound",
    "SessionOver",
    "SheetBroken",
    "SheetCellTooLong",
    "SheetEmpty",
    "SheetEncodingWrong",
    "SheetMissing",
    "SheetOldExcel",
    "SheetQuoteOpen",
    "SheetTooLarge",
    "SheetTooManyRows",
    "SheetTooSlow",
    "SheetTooWide",
    "SheetUnknown",
    "SheetsBusy",
    "StageAlreadyCompleted",
    "StageAlreadyStarted",
    "StageBlocked",
    "StageNotAssigned",
    "StageNotBlocked",
    "StageNotFound",
    "StageOutOfOrder",
    "StageTransitionRefused",
    "StaleVersion",
    "StepBuiltUpon",
    "TooLarge",
    "TooManyAttempts",
    "TooManyPlaces",
    "Unauthenticated",
    "Unavailable",
    "UndoTooLate",
    "UnknownChoice",
    "UnknownCursor",
    "UnknownLanguage",
    "WorkBegun",
    "WrongCode",
    "WrongCredentials",
    "WrongPassword",
}


PACKAGES = ("autoservice.api.", "autoservice.shared.")


def subclasses(kind: type[DomainError]) -> Iterator[type[DomainError]]:
    for one in kind.__subclasses__():
        if one.__module__.startswith("autoservice."):
            yield one
            yield from subclasses(one)


def test_events_are_stored_under_their_names_and_rows_of_earlier_versions_are_understood():
    assert set(Event.registry) == EVENTS


def test_reactions_are_stored_under_their_names():
    assert {reaction.name for reaction in all_reactions()} == REACTIONS


def test_errors_are_sent_under_their_codes():
    for module in pkgutil.walk_packages(autoservice.__path__, "autoservice."):
        if module.name.endswith("errors") or module.name.startswith(
            ("autoservice.api.", "autoservice.shared.")
        ):
            importlib.import_module(module.name)
    assert {error.code for error in subclasses(DomainError)} == ERRORS
