"""The catalogues are complete, and say the same in both languages."""

import re
from collections.abc import Sequence

import pytest
from babel.messages import Catalog

from autoservice.cli.texts import KEYWORDS, extract, is_translated, read_catalogue
from autoservice.settings import ROOT
from autoservice.shared.i18n import LOCALES, catalogue, translate_plural

PLACE = re.compile(r"%\((\w+)\)[sd]")
CYRILLIC = re.compile("[а-яё]", re.IGNORECASE)
LATIN = re.compile("[a-z]", re.IGNORECASE)
Text = str | Sequence[str]


def texts(found: Catalog) -> dict[Text, Text]:
    """Translations by msgid; a plural's msgid is a tuple."""
    return {_key(message.id): message.string or "" for message in found if message.id}


def _key(msgid: Text) -> Text:
    return msgid if isinstance(msgid, str) else tuple(msgid)


def forms(text: Text) -> list[str]:
    return [text] if isinstance(text, str) else list(text)


@pytest.mark.parametrize("locale", LOCALES)
def test_every_message_of_the_code_is_in_the_catalogue_and_no_other(locale: str):
    assert set(texts(read_catalogue(locale))) == set(texts(extract()))


def test_every_function_whose_texts_are_extracted_is_one_of_the_code():
    code = "".join(file.read_text() for file in (ROOT / "autoservice").rglob("*.py"))
    assert [name for name in KEYWORDS if f"def {name}(" not in code] == []


@pytest.mark.parametrize("locale", LOCALES)
def test_nothing_is_untranslated_or_doubtful(locale: str):
    messages = [message for message in read_catalogue(locale) if message.id]
    assert len(messages) > 50
    assert [message.id for message in messages if not is_translated(message.string) or message.fuzzy] == []
    assert not read_catalogue(locale).obsolete


def test_no_plural_is_the_translation_of_another_one():
    plurals = [tuple(text) for text in texts(read_catalogue("ru")).values() if not isinstance(text, str)]
    assert [text for text in plurals if plurals.count(text) > 1] == []


@pytest.mark.parametrize("locale", LOCALES)
def test_every_translation_has_the_places_of_its_message(locale: str):
    for msgid, text in texts(read_catalogue(locale)).items():
        wanted = set(PLACE.findall(forms(msgid)[-1]))
        assert all(set(PLACE.findall(form)) == wanted for form in forms(text)), msgid


def test_russian_is_written_in_russian():
    for msgid, text in texts(read_catalogue("ru")).items():
        words = PLACE.sub("", "".join(forms(text)))
        assert CYRILLIC.search(words) or not LATIN.search(words), msgid


def test_english_is_the_message_itself():
    assert [msgid for msgid, text in texts(read_catalogue("en")).items() if forms(msgid) != forms(text)] == []


def test_no_message_of_the_code_is_russian():
    assert [msgid for msgid in texts(extract()) if CYRILLIC.search("".join(forms(msgid)))] == []


@pytest.mark.parametrize(("locale", "number"), [("ru", 3), ("en", 2)])
def test_plural_forms_load(locale: str, number: int):
    assert read_catalogue(locale).num_plurals == number
    header = catalogue(locale).info()["plural-forms"]
    assert header.startswith(f"nplurals={number};")


def test_russian_plurals_use_three_forms():
    plurals = [msgid for msgid in texts(extract()) if not isinstance(msgid, str)]
    for one, many in plurals:
        found = {translate_plural("ru", one, many, count).replace(str(count), "") for count in (1, 2, 5)}
        assert len(found) >= 2, one
        assert translate_plural("ru", one, many, 21).replace("21", "1") == translate_plural(
            "ru", one, many, 1
        )
