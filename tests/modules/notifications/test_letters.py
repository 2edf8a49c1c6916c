"""What letters say, in both languages, as text and as HTML."""

import re
from dataclasses import dataclass, field
from html import unescape

import pytest

from autoservice.modules.auth.letters import Letter, LetterKind
from autoservice.modules.notifications.letters import LetterSender, write
from autoservice.modules.notifications.schemas import Mail
from autoservice.modules.notifications.wordings import ROLES, SECOND_FACTOR, WORDINGS, Wording
from autoservice.shared.i18n import LOCALES, translate

SITE = "shop.example"
URL = f"https://{SITE}"
LINK = f"{URL}/confirm?token=a-b_c&x=1"
RESET = f"{URL}/forgot"
CODE = "482913"
FIELDS: dict[LetterKind, dict[str, str]] = {
    LetterKind.CONFIRM_REGISTRATION: {"code": CODE, "link": LINK, "hours": "24"},
    LetterKind.ALREADY_REGISTERED: {"link": LINK, "reset_link": RESET},
    LetterKind.RESET_PASSWORD: {"link": LINK, "minutes": "30"},
    LetterKind.CONFIRM_EMAIL: {"code": CODE, "link": LINK, "hours": "1"},
    LetterKind.EMAIL_CHANGED: {"new_email": "a…a@example.com"},
    LetterKind.PASSWORD_CHANGED: {"reset_link": RESET},
    LetterKind.SECOND_FACTOR_CHANGED: {"state": "on", "link": LINK},
    LetterKind.INVITATION: {"inviter": "Мария Волкова", "role": "mechanic", "link": LINK, "days": "7"},
    LetterKind.PROFILE_DELETED: {},
}

every_kind = pytest.mark.parametrize("kind", LetterKind)
every_locale = pytest.mark.parametrize("locale", LOCALES)


def letter(kind: LetterKind, locale: str = "ru", name: str = "Анна", **changed: str) -> Letter:
    """A letter of that kind to Anna."""
    return Letter(kind, "anna@example.com", locale, name, FIELDS[kind] | changed)


def wording_of(kind: LetterKind) -> Wording:
    return SECOND_FACTOR["on"] if kind is LetterKind.SECOND_FACTOR_CHANGED else WORDINGS[kind]


def shown(html: str) -> str:
    """What a reader of the HTML sees."""
    body = re.sub(r"<style>.*?</style>", "", html, flags=re.DOTALL)
    return unescape(" ".join(re.sub(r"<[^>]+>", " ", body).split()))


@every_locale
@every_kind
def test_a_letter_has_its_subject_in_the_readers_language(kind: LetterKind, locale: str):
    mail = write(letter(kind, locale), SITE)
    assert mail.to == "anna@example.com"
    assert mail.subject == translate(locale, wording_of(kind).subject)
    assert f'<html lang="{locale}">' in mail.html


@every_locale
@every_kind
def test_text_and_html_hold_the_code_and_the_links(kind: LetterKind, locale: str):
    mail = write(letter(kind, locale), SITE)
    for name in ("code", "link", "reset_link", "new_email", "inviter"):
        if name in FIELDS[kind]:
            assert FIELDS[kind][name] in mail.text
            assert FIELDS[kind][name] in shown(mail.html)


@every_kind
def test_every_link_of_the_html_leads_to_one_of_the_letters(kind: LetterKind):
    links = {unescape(link) for link in re.findall(r'href="([^"]*)"', write(letter(kind), SITE).html)}
    assert links == {value for value in FIELDS[kind].values() if value.startswith("https://")}


@every_locale
@every_kind
def test_text_and_html_say_the_same_in_the_readers_language(kind: LetterKind, locale: str):
    mail, wording = write(letter(kind, locale), SITE), wording_of(kind)
    places = FIELDS[kind] | {"site": SITE, "role": translate(locale, ROLES["mechanic"])}
    said = [translate(locale, text, **places) for text in (*wording.paragraphs, wording.because)]
    said += [translate(locale, text) for text in (wording.button, wording.aside) if text]
    said += [translate(locale, "Hello, %(name)s!", name="Анна")]
    for sentence in said:
        assert sentence in mail.text
        assert sentence in shown(mail.html)


@every_kind
def test_every_letter_says_where_it_comes_from(kind: LetterKind):
    mail = write(letter(kind), SITE)
    assert SITE in mail.text.partition("\n-- \n")[2]


@pytest.mark.parametrize(("hours", "said"), [("1", "1\xa0hour."), ("24", "24\xa0hours.")])
def test_a_code_says_how_long_it_works(hours: str, said: str):
    mail = write(letter(LetterKind.CONFIRM_REGISTRATION, "en", hours=hours), SITE)
    assert said in mail.text
    assert said in unescape(mail.html)


@pytest.mark.parametrize(
    ("kind", "said"),
    [(LetterKind.RESET_PASSWORD, "30\xa0minutes."), (LetterKind.INVITATION, "7\xa0days.")],
)
def test_a_link_says_how_long_it_works(kind: LetterKind, said: str):
    assert said in write(letter(kind, "en"), SITE).text


@every_locale
@pytest.mark.parametrize("role", ["client", "mechanic", "administrator"])
def test_an_invitation_names_the_role_in_the_readers_language(locale: str, role: str):
    mail = write(letter(LetterKind.INVITATION, locale, role=role), SITE)
    assert translate(locale, ROLES[role]) in mail.text


def test_a_second_factor_that_was_switched_off_is_told_as_that():
    on, off = (write(letter(LetterKind.SECOND_FACTOR_CHANGED, state=state), SITE) for state in ("on", "off"))
    assert on.subject == translate("ru", SECOND_FACTOR["on"].subject)
    assert off.subject == translate("ru", SECOND_FACTOR["off"].subject)
    assert translate("ru", SECOND_FACTOR["off"].paragraphs[0]) in off.text


@pytest.mark.parametrize(
    "hostile", ["<b>Анна</b", '"><img src=x onerror=alert(1)>', "{{ 7 * 7 }}", "%(link)s"]
)
def test_what_people_typed_stays_text(hostile: str):
    mail = write(letter(LetterKind.INVITATION, inviter=hostile, name=hostile.replace("/", "")), SITE)
    assert hostile in mail.text
    assert hostile not in mail.html or "<" not in hostile
    assert hostile in unescape(mail.html)


@pytest.mark.parametrize("breaks", ["\r\n", "\n", "\r", "\x00", "\u2028"])
def test_a_name_with_line_breaks_stays_on_its_line(breaks: str):
    mail = write(letter(LetterKind.INVITATION, name=f"Анна{breaks}Bcc: b", inviter=f"И{breaks}К"), SITE)
    assert "Анна Bcc: b!" in mail.text
    assert "И К " in mail.text


@every_kind
def test_no_subject_can_hold_a_line_break(kind: LetterKind):
    fields = {name: f"{value}\nBcc: b" for name, value in FIELDS[kind].items() if not value.isalnum()}
    assert "\n" not in write(letter(kind, name="a\nb", **fields), SITE).subject


@pytest.mark.parametrize(
    "name", ["", " ", "Приз на evil.example", "https://evil.example", "x@evil.example", "А" * 61]
)
def test_a_stranger_cannot_send_links_by_way_of_a_name(name: str):
    mail = write(letter(LetterKind.CONFIRM_REGISTRATION, name=name), SITE)
    assert mail.text.startswith(translate("ru", "Hello!"))
    assert "evil" not in mail.text + mail.html


@pytest.mark.parametrize("name", ["Анна", "А. С. Пушкин", "Jean-Luc O'Neill", "Анна & Пётр"])
def test_ordinary_names_are_greeted(name: str):
    mail = write(letter(LetterKind.CONFIRM_REGISTRATION, name=name), SITE)
    assert translate("ru", "Hello, %(name)s!", name=name) in mail.text


@pytest.mark.parametrize(("kind", "missing"), [(kind, name) for kind in LetterKind for name in FIELDS[kind]])
def test_a_letter_without_one_of_its_fields_is_not_written(kind: LetterKind, missing: str):
    fields = {name: value for name, value in FIELDS[kind].items() if name != missing}
    with pytest.raises(KeyError):
        write(Letter(kind, "anna@example.com", "ru", "", fields), SITE)


@every_kind
def test_the_html_loads_nothing_and_runs_nothing(kind: LetterKind):
    html = write(letter(kind), SITE).html
    assert not re.search(r"<(script|img|link|iframe|form|object)|\bsrc=|url\(|@import|\son\w+=", html)


@dataclass
class Carrier:
    """Stands in for the mail server."""

    carried: list[Mail] = field(default_factory=list)

    async def send(self, mail: Mail) -> None:
        """Keep it."""
        self.carried.append(mail)

    async def close(self) -> None:
        """Nothing is held open."""


async def test_a_letter_is_handed_to_the_carrier_with_the_sites_name():
    carrier = Carrier()
    await LetterSender(carrier, f"{URL}:8443").send(letter(LetterKind.PROFILE_DELETED, "en"))
    (mail,) = carrier.carried
    assert f"{SITE}:8443" in mail.text
