"""``PasswordHasher`` with argon2id."""

import pytest
from passlib.hash import argon2

from autoservice.adapters.argon2_hasher import Argon2PasswordHasher
from tests.support.factories import PASSWORD, password_hash


@pytest.fixture
def hasher() -> Argon2PasswordHasher:
    return Argon2PasswordHasher()


async def test_the_hash_is_argon2id_and_salted(hasher: Argon2PasswordHasher):
    hashed = await hasher.hash(PASSWORD)
    assert hashed.startswith("$argon2id$")
    assert hashed != password_hash()


async def test_the_password_fits_its_hash_and_no_other_does(hasher: Argon2PasswordHasher):
    assert await hasher.verify(PASSWORD, password_hash()) == (True, None)
    assert (await hasher.verify(PASSWORD + " ", password_hash()))[0] is False


async def test_nothing_fits_an_unknown_account(hasher: Argon2PasswordHasher):
    assert await hasher.verify(PASSWORD, "") == (False, None)


async def test_a_hash_with_old_parameters_is_replaced(hasher: Argon2PasswordHasher):
    weak = argon2.using(rounds=1, memory_cost=1024).hash(PASSWORD)
    fits, stronger = await hasher.verify(PASSWORD, weak)
    assert fits
    assert stronger
    assert await hasher.verify(PASSWORD, stronger) == (True, None)
