"""Texts that administrators write: what is checked when they are saved, and filled in when they are sent."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autoservice.modules.notifications.channels.email import render as render_email
from autoservice.modules.notifications.channels.web_push import render as render_push
from autoservice.modules.notifications.errors import LoneBrace, UnknownPlace
from autoservice.modules.notifications.groups import Kind
from autoservice.modules.notifications.kinds import Email, LocalizedText, OrderNews, Push, Words
from autoservice.modules.notifications.models import TEXT_LENGTH, TITLE_LENGTH
from autoservice.modules.notifications.texts.cells import TEXTS, row_of, shipped
from autoservice.modules.notifications.texts.editable import (
    KINDS,
    VARIABLES,
    WORDINGS,
    id_of,
    title_variables,
)
from autoservice.modules.notifications.texts.places import check_places, fill
from autoservice.modules.notifications.texts.preview import NO_KEYS, example, preview
from autoservice.modules.notifications.texts.shop_words import Shop
from autoservice.shared.errors import DomainError
from autoservice.shared.i18n import LOCALES

SHOP = Shop("Гараж", "Europe/Moscow")
KNOWN = ("client", "car", "number")
BRACED = st.text(alphabet=st.sampled_from("{}carnumbe.!:_[]0%s$ "), max_size=40)
every_kind = pytest.mark.parametrize("kind", list(VARIABLES))


def news(**given: object) -> OrderNews:
    return OrderNews(Kind.READY, "42", "Lada", "https://a.example/orders/1", **given)  # type: ignore[arg-type]


@given(st.one_of(st.text(), BRACED), st.dictionaries(st.sampled_from(KNOWN), st.one_of(st.text(), BRACED)))
def test_filling_never_raises_and_what_passed_the_check_has_no_place_left(text: str, values: dict[str, str]):
    filled = fill(text, values)
    try:
        check_places(text, KNOWN)
    except DomainError:
        return
    bare = dict.fromkeys(KNOWN, "x")
    assert "{" not in fill(text, bare)
    assert "}" not in fill(text, bare)
    assert filled == fill(text, values)


@given(
    st.lists(st.tuples(st.sampled_from(KNOWN), st.text(alphabet="abc %s$", max_size=5)), max_size=6), BRACED
)
def test_values_stand_as_they_are(parts: list[tuple[str, str]], value: str):
    text = "".join(f"{between}{{{name}}}" for name, between in parts)
    check_places(text, KNOWN)
    assert fill(text, dict.fromkeys(KNOWN, value)) == "".join(f"{between}{value}" for _, between in parts)


@pytest.mark.parametrize(
    "text",
    [
        "{car.__class__}",
        "{car!r}",
        "{car:>99999999}",
        "{0}",
        "{}",
        "{ car }",
        "{Car}",
        "{car[0]}",
        "{price}",
    ],
)
def test_what_is_no_known_name_is_refused_and_never_evaluated(text: str):
    with pytest.raises(UnknownPlace, match="client"):
        check_places(text, KNOWN)
    assert fill(text, {"car": "Lada"}) == text


@pytest.mark.parametrize("text", ["{", "}", "{car", "car}", "{{car}}", "}{", "{car}}", "{ {car} }"])
def test_a_brace_without_a_partner_is_refused(text: str):
    with pytest.raises(LoneBrace):
        check_places(text, KNOWN)


def test_each_kind_of_message_declares_its_variables():
    assert set(VARIABLES) == set(WORDINGS)
    assert set(Kind) - {Kind.TRIAL} <= set(VARIABLES)
    assert len(KINDS) == len(VARIABLES)


def test_a_kind_keeps_its_number():
    # Rows are stored under it.
    assert id_of("ready") == 680_887_727


@every_kind
@pytest.mark.parametrize("locale", LOCALES)
def test_each_declared_variable_has_a_value(kind: str, locale: str):
    content = example(kind, locale, "https://a.example/orders", SHOP, "RUB")
    values = WORDINGS[kind].places(content, locale)
    assert all(values[name] for name in VARIABLES[kind])


@every_kind
@pytest.mark.parametrize("field", TEXTS)
def test_shipped_words_can_be_saved_as_they_are(kind: str, field: str):
    title = field.startswith("title")
    text = shipped(kind, field)
    check_places(text, title_variables(kind) if title else VARIABLES[kind])
    assert 0 < len(text) <= (TITLE_LENGTH if title else TEXT_LENGTH)
    assert not row_of(kind, None).is_changed


@every_kind
def test_a_preview_is_what_the_channels_send(kind: str):
    content = example(kind, "ru", "https://a.example/orders", SHOP, "RUB")
    words = Words("Заказ {number}, {shop}", "{client}, {car}: <b>{number}</b>")
    shown = preview(content, words, "ru", "a.example")
    email = render_email(Email("", "ru", content, "Анна", words=words), "a.example")
    assert (shown.subject, shown.email) == (email.subject, email.text)
    assert shown.subject == "Заказ 2026-00042, Гараж"
    said = "Анна, Lada Vesta, А123ВС777: <b>2026-00042</b>"
    assert said in shown.email
    assert "&lt;b&gt;2026-00042&lt;/b&gt;" in email.html
    assert (shown.push_title, shown.push_text) == (shown.subject, said)


@pytest.mark.parametrize("kind", [Kind.WORK_PROPOSED, Kind.WORK_CHANGED])
def test_what_a_client_agrees_to_is_said_in_any_words(kind: Kind):
    content = example(kind, "en", "https://a.example/orders", SHOP, "RUB")
    assert "Nothing of it is done" in preview(content, Words("", "Look!"), "en", "a.example").email


@pytest.mark.parametrize("name", ["", "evil.example", "a@b", "http://x", "x" * 61])
def test_a_name_that_would_be_a_link_does_not_stand_in_a_message(name: str):
    words = Words("", "{client}!")
    email = render_email(Email("", "en", news(client=name), words=words), "a.example")
    assert "client!" in email.text
    assert not name or name not in email.text


def test_what_is_promised_is_said_in_the_shops_zone_or_that_nothing_is():
    words = Words("", "{due} - {service}")
    due = datetime(2026, 5, 14, 15, 0, tzinfo=UTC)
    service = LocalizedText("Масло", "Oil")
    promised = news(due=due, zone="Europe/Moscow", service=service)
    assert "14 мая, 18:00 - Масло" in render_email(Email("", "ru", promised, words=words), "a").text
    assert "not agreed yet - " in render_email(Email("", "en", news(), words=words), "a").text


def test_a_push_message_of_the_longest_words_fits_what_services_take():
    words = Words("{shop}" * 16, "{car}" * 60)
    content = OrderNews(Kind.READY, "42", "Ж" * 500, "/orders/1", shop="Ж" * 500)
    payload = render_push(Push(1, "ru", content, "/orders/1", "t" * 32, words=words), "", NO_KEYS).payload
    assert len(payload) < 3_000
    assert json.loads(payload)["title"].endswith("…")
