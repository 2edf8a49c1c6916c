"""Errors of files that cannot be read as sheets."""

from typing import Final

from autoservice.shared.errors import Invalid, TooLarge, Unavailable
from autoservice.shared.i18n import N_


class SheetMissing(Invalid):
    """No file was sent."""

    code = "SheetMissing"
    field = "file"
    message = N_("Choose a file.")


class SheetUnknown(Invalid):
    """The file is neither CSV nor XLSX."""

    code = "SheetUnknown"
    field = "file"
    message = N_("This is not a table. CSV and Excel files (.xlsx) can be read.")


class SheetOldExcel(Invalid):
    """The file is of an old Excel, or has a password."""

    code = "SheetOldExcel"
    field = "file"
    message = N_(
        "This is an old Excel file (.xls), or one with a password. Save it as .xlsx or CSV without one."
    )


class SheetBroken(Invalid):
    """The file is damaged."""

    code = "SheetBroken"
    field = "file"
    message = N_("The file is damaged and cannot be read. Save it again, and send it anew.")


class SheetEmpty(Invalid):
    """The file has no row."""

    code = "SheetEmpty"
    field = "file"
    message = N_("The file has no rows.")


class SheetEncodingWrong(Invalid):
    """The bytes are no text of the encoding."""

    code = "SheetEncodingWrong"
    field = "encoding"
    message = N_("Row %(row)s cannot be read in this encoding. Choose another one.")


class SheetQuoteOpen(Invalid):
    """A quotation mark has no partner."""

    code = "SheetQuoteOpen"
    field = "file"
    message = N_("The quotation marks of row %(row)s do not match.")


class SheetTooManyRows(TooLarge):
    """The sheet has more rows than are read."""

    code = "SheetTooManyRows"
    field = "file"
    message = N_("The table has more than %(limit)s rows. Divide it.")


class SheetTooWide(TooLarge):
    """A row has more columns than are read."""

    code = "SheetTooWide"
    field = "file"
    message = N_("Row %(row)s has more than %(limit)s columns.")


class SheetCellTooLong(TooLarge):
    """A cell has more text than a cell can have."""

    code = "SheetCellTooLong"
    field = "file"
    message = N_("A cell of row %(row)s is too long. Is a quotation mark missing?")


class SheetTooLarge(TooLarge):
    """The file, or what is packed in it, is too large."""

    code = "SheetTooLarge"
    field = "file"
    message = N_("The table is too large. Divide it, and leave out what is not to be imported.")


class SheetTooSlow(Invalid):
    """Reading takes too long."""

    code = "SheetTooSlow"
    field = "file"
    message = N_("Reading the table takes too long. Divide it.")


class SheetsBusy(Unavailable):
    """Too many files are being read."""

    code = "SheetsBusy"


BAD_SHEET: Final = (
    SheetMissing,
    SheetUnknown,
    SheetOldExcel,
    SheetBroken,
    SheetEmpty,
    SheetEncodingWrong,
    SheetQuoteOpen,
    SheetTooManyRows,
    SheetTooWide,
    SheetCellTooLong,
    SheetTooLarge,
    SheetTooSlow,
    SheetsBusy,
)
