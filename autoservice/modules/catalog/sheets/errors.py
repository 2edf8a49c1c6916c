"""Errors of imports: of the whole, and of single rows."""

from typing import Any

from autoservice.shared.errors import Conflict, DomainError, Invalid, NotFound
from autoservice.shared.i18n import N_, translate


class ImportNotFound(NotFound):
    """The import does not exist, is somebody else's, or is over."""

    code = "ImportNotFound"
    message = N_("This import is no longer there. Choose the file again.")


class ImportOutdated(Conflict):
    """What the import would do is not what was shown."""

    code = "ImportOutdated"
    message = N_("The list has changed since this preview, so nothing was imported. Look at the new preview.")


class ImportApplied(Conflict):
    """The import is done already."""

    code = "ImportApplied"
    message = N_("This file has been imported already.")


class ImportDoubtful(Invalid):
    """Rows are doubtful, and nobody has said that they are to be left out."""

    code = "ImportDoubtful"
    message = N_("Some rows are doubtful. Correct them in the file, or say that they are to be left out.")


class ImportIncomplete(Invalid):
    """No column is there by which rows are found."""

    code = "ImportIncomplete"
    message = N_("The columns are not recognised yet: %(columns)s. Say which ones they are.")


class ImportNothing(Conflict):
    """Nothing is new or changed."""

    code = "ImportNothing"
    message = N_("Nothing in this file is new or changed.")


class RowProblem(DomainError):
    """Base of what makes a row doubtful: sentences of a preview, not answers."""

    code = "RowProblem"
    status = 422


class ValueMissing(RowProblem):
    """A cell is empty that a new row needs."""

    code = "ValueMissing"
    message = N_("This is missing.")


class ValueUncomputed(RowProblem):
    """The file has a formula without its value."""

    code = "ValueUncomputed"
    message = N_("The file has a formula here (%(text)s), but not its value. Open it in Excel and save it.")


class ValueUnusable(RowProblem):
    """The file has an error in the place of a value, or a number that was rounded."""

    code = "ValueUnusable"
    message = N_("The file has no usable value here: %(text)s.")


class ValueIsDate(RowProblem):
    """Excel has made a date of a text."""

    code = "ValueIsDate"
    message = N_("Excel has made a date of this: %(text)s. Enter it as text.")


class ValueShortened(RowProblem):
    """Excel has shortened a long number."""

    code = "ValueShortened"
    message = N_("Excel has shortened this number: %(text)s. Enter it as text.")


class ValueUnknown(RowProblem):
    """The word is none of those that are expected; each of them is a msgid or a word of its own."""

    code = "ValueUnknown"
    message = N_("“%(text)s” is none of: %(choices)s.")

    def text(self, locale: str) -> str:
        """Return the sentence in ``locale``."""
        choices: Any = self.params["choices"]
        words = ", ".join(translate(locale, word) for word in choices)
        return translate(locale, self.message, text=self.params["text"], choices=words)


class TextInvalid(RowProblem):
    """The text is too long, or has characters that cannot be shown; ``sentence`` is a msgid."""

    code = "TextInvalid"

    def __init__(self, sentence: str) -> None:
        super().__init__()
        self._sentence = sentence

    def text(self, locale: str) -> str:
        """Return the sentence in ``locale``."""
        return translate(locale, self._sentence)


class RowTwice(RowProblem):
    """An earlier row of the file is of the same thing."""

    code = "RowTwice"
    message = N_("Row %(row)s is of the same thing.")


class MatchAmbiguous(RowProblem):
    """Several rows of the list, or one of another maker, could be meant."""

    code = "MatchAmbiguous"
    message = N_("It is not clear which one is meant: %(candidates)s. Fill in what tells them apart.")


class TemplateRenamed(RowProblem):
    """The repair template has another name."""

    code = "TemplateRenamed"
    message = N_("This repair template is called “%(name)s”. It is renamed on its own page.")


class PartUnclear(RowProblem):
    """A line of a list of parts is not an article with its quantity."""

    code = "PartUnclear"
    message = N_("“%(text)s” is not understood. Write each part as “ARTICLE x 2”, with “;” between them.")


class PartDoubtful(RowProblem):
    """A part of a list cannot be taken; ``reason`` says why."""

    code = "PartDoubtful"

    def __init__(self, line: str, reason: DomainError) -> None:
        super().__init__()
        self._line, self._reason = line, reason

    def text(self, locale: str) -> str:
        """Return the line and the reason's sentence in ``locale``."""
        return f"{self._line}: {self._reason.text(locale)}"


class PartOfSeveralMakers(RowProblem):
    """Several makers have the article of a part."""

    code = "PartOfSeveralMakers"
    message = N_("Several makers have this article. Write which one is meant: %(candidates)s.")


class PartMeasuredOtherwise(RowProblem):
    """A part is counted in another unit, which is a msgid."""

    code = "PartMeasuredOtherwise"
    message = N_("This item is counted in another unit: %(unit)s.")

    def text(self, locale: str) -> str:
        """Return the sentence in ``locale``."""
        return translate(locale, self.message, unit=translate(locale, str(self.params["unit"])))
