"""What e-mails say, in both languages, as text and as HTML."""

import re
from dataclasses import asdict, dataclass, field, replace
from html import unescape
from typing import Any

import pytest

from autoservice.modules.notifications.channels.email import EmailSender, render
from autoservice.modules.notifications.kinds import (
    AlreadyRegistered,
    AskedWork,
    ClaimAnswered,
    ConfirmEmail,
    ConfirmRegistration,
    Content,
    Email,
    EmailChanged,
    InvitationOffered,
    OrderNews,
    PasswordChanged,
    ProfileDeleted,
    ResetPassword,
    SecondFactorChanged,
    TrialMessage,
)
from autoservice.modules.notifications.schemas import RenderedEmail
from autoservice.modules.notifications.texts.accounts import (
    ROLES,
    SECOND_FACTOR_OFF,
    SECOND_FACTOR_ON,
    wording_of,
)
from autoservice.modules.notifications.texts.news import ORDER_NEWS
from autoservice.shared.access import Role
from autoservice.shared.i18n import LOCALES, translate

SITE = "shop.example"
URL = f"https://{SITE}"
LINK = f"{URL}/confirm?token=a-b_c&x=1"
RESET = f"{URL}/forgot"
CODE = "482913"
REGISTRATION = ConfirmRegistration(CODE, LINK, 24)
INVITATION = InvitationOffered("Мария Волкова", Role.MECHANIC, LINK, 7)
BALL_JOINT = AskedWork("Шаровая опора", 450000, "RUB")
CONTENTS: tuple[Content, ...] = (
    REGISTRATION,
    AlreadyRegistered(LINK, RESET),
    ResetPassword(LINK, 30),
    ConfirmEmail(CODE, LINK, 1),
    EmailChanged("a…a@example.com"),
    PasswordChanged(RESET),
    SecondFactorChanged(enabled=True, profile_link=LINK),
    SecondFactorChanged(enabled=False, profile_link=LINK),
    INVITATION,
    ProfileDeleted(),
    ClaimAnswered(granted=True, link=LINK),
    ClaimAnswered(granted=False, link=LINK),
    TrialMessage(LINK),
    *(OrderNews(kind, "42", "Lada Vesta, А123ВС777", LINK, 5, (BALL_JOINT,)) for kind in ORDER_NEWS),
)

every_kind = pytest.mark.parametrize("content", CONTENTS, ids=lambda content: type(content).__name__)
every_locale = pytest.mark.parametrize("locale", LOCALES)


def rendered(content: Content, locale: str = "ru", name: str = "Анна") -> RenderedEmail:
    """An e-mail to Anna."""
    return render(Email("anna@example.com", locale, content, name), SITE)


def texts_of(content: Content) -> list[str]:
    """What the content has that must be readable as it is; a currency is written as the language does."""
    return [value for name, value in asdict(content).items() if type(value) is str and name != "currency"]


def shown(html: str) -> str:
    """What a reader of the HTML sees."""
    body = re.sub(r"<style>.*?</style>", "", html, flags=re.DOTALL)
    return unescape(" ".join(re.sub(r"<[^>]+>", " ", body).split()))


@every_locale
@every_kind
def test_an_email_has_its_subject_in_the_readers_language(content: Content, locale: str):
    email = rendered(content, locale)
    assert email.to == "anna@example.com"
    assert email.subject == translate(locale, wording_of(content).subject)
    assert f'<html lang="{locale}">' in email.html


@every_locale
@every_kind
def test_text_and_html_hold_the_code_and_the_links(content: Content, locale: str):
    email = rendered(content, locale)
    for said in texts_of(content):
        assert said in email.text
        assert said in shown(email.html)


@every_kind
def test_every_link_of_the_html_leads_to_one_of_the_contents(content: Content):
    links = {unescape(link) for link in re.findall(r'href="([^"]*)"', rendered(content).html)}
    assert links == {text for text in texts_of(content) if text.startswith("https://")}


@every_locale
@every_kind
def test_text_and_html_say_the_same_in_the_readers_language(content: Content, locale: str):
    email, wording = rendered(content, locale), wording_of(content)
    places = {**wording.places(content, locale), "site": SITE}
    said = [translate(locale, text, **places) for text in (*wording.paragraphs, wording.because)]
    said += [translate(locale, text) for text in (wording.button, wording.aside) if text]
    said += [translate(locale, "Hello, %(name)s!", name="Анна")]
    for sentence in (" ".join(one.split()) for one in said):
        assert sentence in email.text
        assert sentence in shown(email.html)


@every_kind
def test_every_email_says_where_it_comes_from(content: Content):
    assert SITE in rendered(content).text.partition("\n-- \n")[2]


@pytest.mark.parametrize(("hours", "said"), [(1, "1\xa0hour."), (24, "24\xa0hours.")])
def test_a_code_says_how_long_it_works(hours: int, said: str):
    email = rendered(replace(REGISTRATION, hours=hours), "en")
    assert said in email.text
    assert said in unescape(email.html)


@pytest.mark.parametrize(
    ("content", "said"), [(ResetPassword(LINK, 30), "30\xa0minutes."), (INVITATION, "7\xa0days.")]
)
def test_a_link_says_how_long_it_works(content: Content, said: str):
    assert said in rendered(content, "en").text


@every_locale
@pytest.mark.parametrize("role", ROLES)
def test_an_invitation_names_the_role_in_the_readers_language(locale: str, role: Role):
    email = rendered(replace(INVITATION, role=role), locale)
    assert translate(locale, ROLES[role]) in email.text


def test_a_second_factor_that_was_switched_off_is_told_as_that():
    on, off = (rendered(SecondFactorChanged(enabled, LINK)) for enabled in (True, False))
    assert on.subject == translate("ru", SECOND_FACTOR_ON.subject)
    assert off.subject == translate("ru", SECOND_FACTOR_OFF.subject)
    assert translate("ru", SECOND_FACTOR_OFF.paragraphs[0]) in off.text


@pytest.mark.parametrize(
    "hostile", ["<b>Анна</b", '"><img src=x onerror=alert(1)>', "{{ 7 * 7 }}", "%(link)s"]
)
def test_what_people_typed_stays_text(hostile: str):
    email = rendered(replace(INVITATION, inviter=hostile), name=hostile.replace("/", ""))
    assert hostile in email.text
    assert hostile not in email.html or "<" not in hostile
    assert hostile in unescape(email.html)


@pytest.mark.parametrize("breaks", ["\r\n", "\n", "\r", "\x00", "\u2028"])
def test_a_name_with_line_breaks_stays_on_its_line(breaks: str):
    email = rendered(replace(INVITATION, inviter=f"И{breaks}К"), name=f"Анна{breaks}Bcc: b")
    assert "Анна Bcc: b!" in email.text
    assert "И К " in email.text


@every_kind
def test_no_subject_can_hold_a_line_break(content: Content):
    values: dict[str, Any] = {
        name: f"{value}\nBcc: b" for name, value in vars(content).items() if type(value) is str
    }
    assert "\n" not in rendered(replace(content, **values), name="a\nb").subject


@pytest.mark.parametrize(
    "name", ["", " ", "Приз на evil.example", "https://evil.example", "x@evil.example", "А" * 61]
)
def test_a_stranger_cannot_send_links_by_way_of_a_name(name: str):
    email = rendered(REGISTRATION, name=name)
    assert email.text.startswith(translate("ru", "Hello!"))
    assert "evil" not in email.text + email.html


@pytest.mark.parametrize("name", ["Анна", "А. С. Пушкин", "Jean-Luc O'Neill", "Анна & Пётр"])
def test_ordinary_names_are_greeted(name: str):
    assert translate("ru", "Hello, %(name)s!", name=name) in rendered(REGISTRATION, name=name).text


def test_every_kind_has_its_wording():
    assert {type(content) for content in CONTENTS} == set(Content.__args__)
    assert all(wording_of(content).subject for content in CONTENTS)


@every_kind
def test_the_html_loads_nothing_and_runs_nothing(content: Content):
    html = rendered(content).html
    assert not re.search(r"<(script|img|link|iframe|form|object)|\bsrc=|url\(|@import|\son\w+=", html)


@dataclass
class Provider:
    """Stands in for the mail server."""

    sent: list[RenderedEmail] = field(default_factory=list)

    async def send(self, email: RenderedEmail) -> None:
        """Keep it."""
        self.sent.append(email)

    async def close(self) -> None:
        """Nothing is held open."""


async def test_an_email_is_handed_to_the_provider_with_the_sites_name():
    provider = Provider()
    await EmailSender(provider, f"{URL}:8443").send(Email("anna@example.com", "en", ProfileDeleted()))
    (email,) = provider.sent
    assert f"{SITE}:8443" in email.text
