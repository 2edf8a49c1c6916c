"""Commands and views of the messages' texts."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from autoservice.modules.notifications.groups import Audience
from autoservice.modules.notifications.models import TEXT_LENGTH, TITLE_LENGTH
from autoservice.shared.validation import TIDIED, Flag, Whole

Title = Annotated[str, Field(max_length=TITLE_LENGTH), TIDIED]
Text = Annotated[str, Field(max_length=TEXT_LENGTH), TIDIED]
Language = Literal["ru", "en"]
Version = Annotated[Whole, Field(ge=0, le=2**31 - 1)]


class TextView(BaseModel):
    """What messages of a ``kind`` say: the shop's own words, or those that the program is shipped with.

    ``variables`` can stand in braces in its texts, ``title_variables`` in its titles. Nothing is
    sent unless ``enabled``.
    """

    id: int
    version: int
    kind: str
    audience: Audience
    variables: list[str]
    title_variables: list[str]
    enabled: bool
    changed: bool
    title_ru: str
    text_ru: str
    title_en: str
    text_en: str


class TextChange(BaseModel):
    """The command to change what is given; an empty title or text is the shipped one again."""

    version: Version | None = None
    enabled: Flag | None = None
    title_ru: Title | None = None
    text_ru: Text | None = None
    title_en: Title | None = None
    text_en: Text | None = None


class TextReset(BaseModel):
    """The command to take back all that was changed of a kind, in the ``version`` that the caller saw."""

    version: Version | None = None


class TextTrial(BaseModel):
    """The command to send oneself an e-mail as clients get it, in a language."""

    locale: Language


class TextPreview(BaseModel):
    """A message with example data, as its reader sees it; without ``push_title`` none goes to telephones."""

    locale: Language
    subject: str
    email: str
    push_title: str
    push_text: str
