"""Letters: what the other modules want to tell, in the recipient's language, as text and as HTML."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from autoservice.modules.auth.letters import Letter, LetterKind
from autoservice.modules.notifications.ports import EmailProvider
from autoservice.modules.notifications.schemas import Mail
from autoservice.modules.notifications.wordings import (
    HELLO,
    HELLO_NAME,
    PLAIN_LINK,
    ROLES,
    SECOND_FACTOR,
    WORDINGS,
    Wording,
)
from autoservice.shared.i18n import translate
from autoservice.shared.printable import one_line

LONGEST_NAME: Final = 60
# What a mail program would turn into a link: strangers choose names, and others get the letter.
LINK_LIKE: Final = re.compile(r"[/@]|\.\w{2}")

_templates: Final = Environment(
    loader=FileSystemLoader(Path(__file__).with_name("templates")),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


@dataclass(frozen=True)
class Page:
    """A letter in words, before it is laid out. What a letter does not have is empty."""

    locale: str
    subject: str
    hello: str
    paragraphs: list[str]
    code: str
    button: str
    link: str
    life: str
    aside: str
    aside_link: str
    plain_link: str
    because: str


class LetterSender:
    """``NotificationPort`` over whatever carries mail. ``public_url`` tells the site's name."""

    def __init__(self, provider: EmailProvider, public_url: str) -> None:
        self._provider = provider
        self._site = urlsplit(public_url).netloc

    async def send(self, letter: Letter) -> None:
        """Write the letter and hand it over; raises what the provider raises."""
        await self._provider.send(write(letter, self._site))


def write(letter: Letter, site: str) -> Mail:
    """The letter as mail; raises ``KeyError`` if one of its kind's fields is missing."""
    page = _word(letter, site)
    html = _templates.get_template("letter.html.jinja").render(page=page)
    return Mail(to=letter.to, subject=page.subject, text="\n\n".join(_lines(page)) + "\n", html=html)


def _word(letter: Letter, site: str) -> Page:
    wording, locale = _wording(letter), letter.locale
    values = {name: one_line(value) for name, value in letter.fields.items()}
    places = values | {"site": site}
    if "role" in values:
        places["role"] = translate(locale, ROLES[values["role"]])
    return Page(
        locale=locale,
        subject=translate(locale, wording.subject),
        hello=_hello(locale, letter.name),
        paragraphs=[translate(locale, paragraph, **places) for paragraph in wording.paragraphs],
        code=values["code"] if wording.has_code else "",
        button=translate(locale, wording.button) if wording.button else "",
        link=values[wording.target] if wording.button else "",
        life=_hold_numbers(wording.life(locale, values)) if wording.life else "",
        aside=translate(locale, wording.aside) if wording.aside else "",
        aside_link=values[wording.aside_target] if wording.aside else "",
        plain_link=translate(locale, PLAIN_LINK),
        because=translate(locale, wording.because, **places),
    )


def _wording(letter: Letter) -> Wording:
    if letter.kind is LetterKind.SECOND_FACTOR_CHANGED:
        return SECOND_FACTOR[letter.fields["state"]]
    return WORDINGS[letter.kind]


def _hello(locale: str, name: str) -> str:
    name = one_line(name)
    if not name or len(name) > LONGEST_NAME or LINK_LIKE.search(name):
        return translate(locale, HELLO)
    return translate(locale, HELLO_NAME, name=name)


def _hold_numbers(text: str) -> str:
    """``text`` in which no number is parted from its word by the end of a line."""
    return re.sub(r"(?<=\d) ", "\N{NO-BREAK SPACE}", text)


def _lines(page: Page) -> Iterator[str]:
    """The paragraphs of the plain text."""
    yield page.hello
    yield from page.paragraphs
    if page.code:
        yield f"    {page.code}"
    if page.link:
        yield f"{page.button}:\n{page.link}"
    if page.life:
        yield page.life
    if page.aside:
        yield f"{page.aside}\n{page.aside_link}"
    # The mark that mail programs know for "what follows is not the letter itself".
    yield f"-- \n{page.because}"
