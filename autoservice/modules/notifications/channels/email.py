"""E-mails as text and as HTML, in the recipient's language."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from autoservice.modules.notifications.kinds import Email
from autoservice.modules.notifications.ports import EmailProvider
from autoservice.modules.notifications.schemas import RenderedEmail
from autoservice.modules.notifications.texts.accounts import wording_of
from autoservice.modules.notifications.texts.wording import (
    HELLO,
    HELLO_NAME,
    PLAIN_LINK,
    UNSUBSCRIBE,
    is_safe_name,
)
from autoservice.shared.i18n import translate
from autoservice.shared.printable import one_line

_templates: Final = Environment(
    loader=FileSystemLoader(Path(__file__).with_name("templates")),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


@dataclass(frozen=True)
class Layout:
    """An e-mail in words, before it is laid out. What an e-mail does not have is empty."""

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
    unsubscribe: str
    unsubscribe_link: str


class EmailSender:
    """``NotificationPort`` over an e-mail provider. ``public_url`` tells the site's name."""

    def __init__(self, provider: EmailProvider, public_url: str) -> None:
        self._provider = provider
        self._site = urlsplit(public_url).netloc

    async def send(self, email: Email) -> None:
        """Render the e-mail and hand it over; raises what the provider raises."""
        await self._provider.send(render(email, self._site))


def render(email: Email, site: str) -> RenderedEmail:
    """Render the e-mail as text and as HTML."""
    page = _put_into_words(email, site)
    html = _templates.get_template("email.html.jinja").render(page=page)
    text = "\n\n".join(_lines(page)) + "\n"
    return RenderedEmail(
        to=email.to,
        subject=page.subject,
        text=text,
        html=html,
        unsubscribe_link=email.unsubscribe_link,
        message_id=email.message_id,
    )


def _put_into_words(email: Email, site: str) -> Layout:
    wording, locale, content = wording_of(email.content), email.locale, email.content
    filled = {name: one_line(value) for name, value in wording.places(content, locale).items()}
    places = filled | {"site": site}
    return Layout(
        locale=locale,
        subject=wording.title(email.words, locale, filled),
        hello=_hello(locale, email.name),
        paragraphs=wording.texts(email.words, locale, places),
        code=wording.code(content) if wording.code else "",
        button=translate(locale, wording.button) if wording.button else "",
        link=wording.link(content) if wording.link else "",
        life=_keep_numbers_together(wording.life(content, locale)) if wording.life else "",
        aside=translate(locale, wording.aside) if wording.aside else "",
        aside_link=wording.aside_link(content) if wording.aside_link else "",
        plain_link=translate(locale, PLAIN_LINK),
        because=translate(locale, wording.because, **places),
        unsubscribe=translate(locale, UNSUBSCRIBE) if email.unsubscribe_link else "",
        unsubscribe_link=email.unsubscribe_link,
    )


def _hello(locale: str, name: str) -> str:
    name = one_line(name)
    if not is_safe_name(name):
        return translate(locale, HELLO)
    return translate(locale, HELLO_NAME, name=name)


def _keep_numbers_together(text: str) -> str:
    """``text`` in which no number is parted from its word by the end of a line."""
    return re.sub(r"(?<=\d) ", "\N{NO-BREAK SPACE}", text)


def _lines(page: Layout) -> Iterator[str]:
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
    # The mark that mail programs know for "what follows is not the message itself".
    yield f"-- \n{page.because}"
    if page.unsubscribe:
        yield f"{page.unsubscribe}:\n{page.unsubscribe_link}"
