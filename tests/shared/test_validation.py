"""Findings in words, without the value that was sent."""

import pytest
from pydantic import TypeAdapter, ValidationError

from autoservice.modules.orders.new_order import NewOrder
from autoservice.shared.validation import Id, explain_fields

GOOD = {"service_id": 1, "plate": "а 123-вс 777", "make": " Lada ", "model": "Vesta"}


def explain(locale: str, wrong: dict[str, object]) -> dict[str, str]:
    with pytest.raises(ValidationError) as caught:
        NewOrder.model_validate(GOOD | wrong)
    return explain_fields(locale, caught.value.errors())


def test_what_was_typed_is_tidied():
    order = NewOrder.model_validate(GOOD)
    assert (order.plate, order.make) == ("А 123-ВС 777", "Lada")


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("make", "", "This field is required."),
        ("make", "   ", "This field is required."),
        ("make", "x" * 61, "This text is too long."),
        ("make", "a\0b", "This text has characters that cannot be shown."),
        ("model", "\u3164", "This field is required."),
        ("note", "x" * 2001, "This text is too long."),
        ("service_id", "oil", "A number is expected."),
        ("service_id", 1.5, "A number is expected."),
        ("service_id", 0, "This value is not valid."),
        ("service_id", 2**31, "This value is not valid."),
        ("plate", "A", "Enter the number plate: 2 to 15 letters and digits."),
        ("plate", "A;DROP", "Enter the number plate: 2 to 15 letters and digits."),
        ("plate", "A" * 16, "Enter the number plate: 2 to 15 letters and digits."),
        ("plate", "A" * 41, "This text is too long."),
        ("make", ["Lada"], "This value is not valid."),
    ],
)
def test_each_wrong_field_has_a_sentence(field: str, value: object, sentence: str):
    assert explain("en", {field: value}) == {field: sentence}


def test_the_sentence_is_in_the_readers_language():
    assert explain("ru", {"make": ""})["make"] != explain("en", {"make": ""})["make"]


@pytest.mark.parametrize(
    ("number", "valid"), [(1, True), (2**31 - 1, True), (0, False), (-1, False), (2**31, False)]
)
def test_an_id_fits_into_the_databases_integer(number: int, valid: bool):
    adapter = TypeAdapter[int](Id)
    if valid:
        assert adapter.validate_python(number) == number
    else:
        with pytest.raises(ValidationError):
            adapter.validate_python(number)
