"""Normal forms: properties that hold for any text, and the spellings that are met in the field."""

import contextlib
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from autoservice.modules.auth.fields import Name
from autoservice.modules.orders.vehicles.plates import Plate
from autoservice.shared.normal_forms import article_key, fold, plate_key
from autoservice.shared.printable import UnreadableText, normalise_line, one_line
from autoservice.shared.validation import explain_fields

CYRILLIC, LATIN = "АВЕКМНОРСТУХ", "ABEKMHOPCTYX"
BETWEEN = ["", " ", "-", "\u2010", "\u2013", "\u2014", "\u2212", ".", "/", "\u00a0", "\u200b", "\ufeff", "·"]
NOTES = st.text(max_size=60)
# A Russian plate as each of its characters may be typed, and what may stand between them.
LETTERS = st.sampled_from([*CYRILLIC, *LATIN, *CYRILLIC.lower(), *LATIN.lower()])
DIGITS = st.sampled_from("0123456789")


def plates() -> st.SearchStrategy[list[str]]:
    shape = [LETTERS, DIGITS, DIGITS, DIGITS, LETTERS, LETTERS, DIGITS, DIGITS]
    return st.tuples(*shape).map(list)


@given(NOTES)
def test_normal_forms_leave_their_own_results_alone(text: str):
    assert fold(fold(text)) == fold(text)
    assert plate_key(plate_key(text)) == plate_key(text)
    assert article_key(article_key(text)) == article_key(text)


@given(NOTES)
def test_a_tidied_line_stays_as_it_is(text: str):
    try:
        line = normalise_line(text)
    except UnreadableText:
        return
    assert normalise_line(line) == line == line.strip()


@given(NOTES)
def test_case_does_not_matter(text: str):
    assert fold(text.upper()) == fold(text.upper().lower())


@given(
    plates(), st.lists(st.sampled_from(BETWEEN), min_size=8, max_size=8), st.sampled_from(["", "RUS", " rus"])
)
def test_a_plate_is_the_same_in_any_letters_with_anything_between(
    plate: list[str], between: list[str], country: str
):
    latin = "".join(plate).upper().translate(str.maketrans(CYRILLIC, LATIN))
    typed = "".join(itertools.chain.from_iterable(zip(plate, between, strict=True))) + country
    assert plate_key(typed) == latin
    assert plate_key(TypeAdapter(Plate).validate_python(typed)) == latin


@given(NOTES)
def test_any_text_is_a_plate_or_refused(text: str):
    with contextlib.suppress(ValidationError):
        assert 2 <= len(plate_key(TypeAdapter(Plate).validate_python(text))) <= 15


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("А123ВС777", "A123BC777"),
        ("a 123 bc · 777", "A123BC777"),
        ("А—123—ВС/777", "A123BC777"),
        ("А123ВС 777 RUS", "A123BC777"),
        ("А123ВС RUS 777", "A123BC777"),
        ("rus А123ВС777", "A123BC777"),
        ("А123ВС777рус", "A123BC777"),
        ("АА12377 RUS", "AA12377"),
        ("1234АВ77rus", "1234AB77"),
        ("АЕ123477RUS", "AE123477"),
        ("001CD1 77 RUS", "001CD177"),
        ("AB12 RUS", "AB12RUS"),
        ("RUS 123", "RUS123"),
        ("VIRUS", "VIRUS"),
        ("ё777", "E777"),
        ("№ А777АА", "A777AA"),
        ("АІ1234ВС", "AI1234BC"),
        ("١٢٣٤", "1234"),
    ],
)
def test_a_plate_has_one_normal_form(typed: str, key: str):
    assert plate_key(typed) == key


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("а 123-вс 777", "А 123-ВС 777"),
        ("M\u00dc-AB 123", "MÜ-AB 123"),
        ("1-ABC-234", "1-ABC-234"),
        ("京A·12345", "京A·12345"),
        ("品川 300 さ 12-34", "品川 300 さ 12-34"),
        ("1234 AB-7", "1234 AB-7"),
        ("ΙΚΧ-1234", "ΙΚΧ-1234"),
        ("กข 1234", "กข 1234"),
        ("\u200e12345-67\u200b", "12345-67"),
        ("12", "12"),
    ],
)
def test_plates_of_any_country_pass_and_are_shown_as_typed(typed: str, shown: str):
    assert TypeAdapter(Plate).validate_python(typed) == shown


@pytest.mark.parametrize(
    "typed",
    ["", " ", "A", "A;DROP", "<b>12</b>", "A" * 16, "---", "🚗🚗", "\u3164\u3164", "A1\x07", "1@2.ru"],
)
def test_what_can_be_no_plate_is_refused(typed: str):
    with pytest.raises(ValidationError, match="plate"):
        TypeAdapter(Plate).validate_python(typed)


@pytest.mark.parametrize(
    "texts",
    [
        ("орлов", "ОРЛОВ", "О\u200bрлов"),
        ("петр", "Пётр", "ПЕ\u0308ТР"),
        ("jose", "José", "JOSE\u0301"),
        ("strasse", "Straße", "ＳＴＲＡＳＳＥ"),
        ("андреи", "Андрей"),
    ],
)
def test_texts_that_are_searched_alike_fold_alike(texts: tuple[str, ...]):
    assert {fold(text) for text in texts} == {texts[0]}


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Я", "Я"),
        ("O'Neil", "O'Neil"),
        ("Д’Артаньян", "Д’Артаньян"),
        ("محمد علي", "محمد علي"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("👨\u200d👩\u200d👧", "👨\u200d👩\u200d👧"),
        ("🏴\U000e0067\U000e0062\U000e007f", "🏴\U000e0067\U000e0062\U000e007f"),
        ("กิ่ง", "กิ่ง"),
        ("Zoe\u0308", "Zo\u00eb"),
        (" Анна \t Мария\n", "Анна Мария"),
        ("\ufeffАнна\u200b", "Анна"),
    ],
    ids=ascii,
)
def test_peoples_names_pass_whole(typed: str, name: str):
    assert TypeAdapter(Name).validate_python(typed) == name
    # As it stands in a letter.
    assert one_line(name) == name


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "This field is required."),
        ("\u200b\u200d", "This field is required."),
        ("\u3164", "This field is required."),
        ("\u2800 \ufe0f", "This field is required."),
        ("\u0301", "This field is required."),
        ("\u00ad\u034f", "This field is required."),
        ("Ан\x00на", "This text has characters that cannot be shown."),
        ("Анна\x1b[31m", "This text has characters that cannot be shown."),
        ("Анна\u202eанна", "This text has characters that cannot be shown."),
        ("Анна\u2067", "This text has characters that cannot be shown."),
        ("я" * 121, "This text is too long."),
    ],
    ids=ascii,
)
def test_what_is_no_name_gets_a_sentence(typed: str, sentence: str):
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(Name).validate_python(typed)
    assert explain_fields("en", caught.value.errors()) == {"": sentence}


@pytest.mark.parametrize(
    "typed", ["OC 90", "oc-90", "ОС90", "о.с. 90", "OC\u00a090", "OC\u201490", "\u200bOC90"]
)
def test_an_article_is_the_same_in_any_letters_with_blanks_dashes_and_dots(typed: str):
    assert article_key(typed) == "OC90"


def test_other_signs_tell_articles_apart():
    assert article_key("1/2") != article_key("12")
