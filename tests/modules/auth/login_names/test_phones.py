"""Phone numbers as people type them: understood, or a sentence that says what is wrong."""

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autoservice.modules.auth.errors import NotAPhone
from autoservice.modules.auth.login_names.phones import parse_phone

MOBILE = "+79161234567"
UNDERSTOOD = {
    "8 (916) 123-45-67": MOBILE,
    "+8 (916) 123-45-67": MOBILE,
    "+89161234567": MOBILE,
    "007 916 123 45 67": MOBILE,
    "8\u00a0916\u2009123\u201345\u221267": MOBILE,
    "\u200e+7 916 123 45 67\u200b": MOBILE,
    "тел. 8 916 123 45 67": MOBILE,
    "tel:+7-916-123-45-67": MOBILE,
    "79161234567": MOBILE,
    "+8 (495) 123-45-67": "+74951234567",
    "+84 95 123 45 67": "+84951234567",
    "8-800-555-35-35": "+78005553535",
    "00 49 30 123456": "+4930123456",
    "8 10 49 30 123456": "+4930123456",
}
SENTENCES = {
    "123-45-67": "This phone number is too short: enter it with its area code.",
    "+7 916 123 45 6": "This phone number is too short: enter it with its area code.",
    "8 916 123 45 678": "This phone number has too many digits.",
    "9" * 500: "This phone number has too many digits.",
    "8 495 123-45-67, 8 916 765-43-21": "Enter one phone number only.",
    "8 495 123-45-67; 89167654321": "Enter one phone number only.",
    "8 495 123-45-67 или 8 916 765 43 21": "Enter one phone number only.",
    "89161234567 89167654321": "Enter one phone number only.",
    "8 (916) 123-45-67/68": "Enter one phone number only.",
    "8 495 123-45-67 доб. 12": "Enter the phone number without its extension.",
    "8 495 123-45-67, вн. 12": "Enter the phone number without its extension.",
    "8 495 123-45-67 #12": "Enter the phone number without its extension.",
    "+999 123 456": ("No country has this phone code. Numbers of another country begin with + and its code."),
    "8 000 123 45 67": "There is no such phone number. Please check the digits.",
    "+7 916 123 45 67 Анна": "Enter a valid phone number with its area code.",
}


@pytest.mark.parametrize(("typed", "number"), UNDERSTOOD.items(), ids=ascii)
def test_a_number_is_understood(typed: str, number: str):
    assert parse_phone(typed, "RU") == number


@pytest.mark.parametrize(("typed", "sentence"), SENTENCES.items(), ids=ascii)
def test_what_is_no_number_gets_its_sentence_and_one_code(typed: str, sentence: str):
    with pytest.raises(NotAPhone) as caught:
        parse_phone(typed, "RU")
    assert (caught.value.text("en"), caught.value.code) == (sentence, "NotAPhone")


@given(st.text(alphabet="0123456789+-() .,;/xдоби#٣\u200b", max_size=40), st.sampled_from(["RU", "DE", "US"]))
def test_any_text_is_a_number_or_refused(text: str, region: str):
    try:
        number = parse_phone(text, region)
    except NotAPhone:
        return
    assert parse_phone(number, region) == number
    assert phonenumbers.is_valid_number(phonenumbers.parse(number))
