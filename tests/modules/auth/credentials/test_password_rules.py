"""Which passwords are accepted."""

import pytest

from autoservice.modules.auth.credentials.password_rules import LEAST, accept_password
from autoservice.modules.auth.errors import PasswordTooCommon, PasswordTooShort
from tests.support.accounts import BETTER, GOOD
from tests.support.factories import PASSWORD

OWN = ("Анна Смирнова", "smirnova.anna@example.com")


@pytest.mark.parametrize(
    "password",
    [
        GOOD,
        BETTER,
        PASSWORD,
        "девять синих чайников",
        "correcthorsebatterystaple",
        "x7#kP9!mQ2$v",
        "anna likes smirnova",
        "            kettle blue            ",
    ],
)
def test_a_long_password_that_nobody_guesses_first_is_accepted(password: str):
    accept_password(password, *OWN)


@pytest.mark.parametrize("password", ["", "short", "x" * (LEAST - 1), "чайник", "eleven char"])
def test_a_short_one_is_refused(password: str):
    with pytest.raises(PasswordTooShort, match="12"):
        accept_password(password)


@pytest.mark.parametrize(
    "password",
    [
        "passwordpassword",
        "PasswordPassword",
        "password123456",
        "password!!!!!",
        "123456789012",
        "111111111111",
        "aaaaaaaaaaaaaa",
        "abababababab",
        "qwertyqwerty",
        "qwerty123456",
        "йцукенйцукен",
        "пароль123456",
        "ПАРОЛЬПАРОЛЬ",
        "gfhjkmgfhjkm",
        "ｐａｓｓｗｏｒｄ１２３４",
        "            ",
        "............",
    ],
)
def test_what_attackers_try_first_is_refused(password: str):
    with pytest.raises(PasswordTooCommon):
        accept_password(password)


@pytest.mark.parametrize(
    "password",
    [
        "Анна Смирнова",
        "анна смирнова 2026",
        "АннаСмирнова",
        "смирновасмирнова",
        "smirnova.anna@example.com",
        "smirnova1234",
        "Fyyf Cvbhyjdf",
    ],
)
def test_the_own_name_or_address_is_refused(password: str):
    with pytest.raises(PasswordTooCommon):
        accept_password(password, *OWN)


def test_another_persons_name_may_be_taken():
    accept_password("Анна Смирнова", "Олег Белов")
