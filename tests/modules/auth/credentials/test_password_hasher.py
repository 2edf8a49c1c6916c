"""``PasswordHasher`` with argon2id."""

import asyncio
import functools
import os
import threading

import pytest
from passlib.hash import argon2

from autoservice.adapters.argon2_hasher import Argon2PasswordHasher
from tests.support.factories import PASSWORD, QUICK


@pytest.fixture
def hasher() -> Argon2PasswordHasher:
    return Argon2PasswordHasher()


@pytest.fixture
def quick() -> Argon2PasswordHasher:
    """The same with hardly any work to do, for what it does around the hashing."""
    return Argon2PasswordHasher(QUICK)


@functools.cache
def stored() -> str:
    """A hash of ``PASSWORD`` as the program makes it."""
    hashed: str = argon2.hash(PASSWORD)
    return hashed


async def test_the_hash_is_argon2id_and_salted(hasher: Argon2PasswordHasher):
    hashed = await hasher.hash(PASSWORD)
    assert hashed.startswith("$argon2id$")
    assert hashed != stored()


async def test_the_password_fits_its_hash_and_no_other_does(hasher: Argon2PasswordHasher):
    assert await hasher.verify(PASSWORD, stored()) == (True, None)
    assert (await hasher.verify(PASSWORD + " ", stored()))[0] is False


async def test_nothing_fits_an_unknown_account(hasher: Argon2PasswordHasher):
    assert await hasher.verify(PASSWORD, "") == (False, None)


@pytest.mark.parametrize(
    "weaker", [{"rounds": 1}, {"memory_cost": 1024}, {"rounds": 2, "memory_cost": 32}], ids=str
)
async def test_a_hash_from_before_the_parameters_grew_is_replaced(
    hasher: Argon2PasswordHasher, weaker: dict[str, int]
):
    fits, stronger = await hasher.verify(PASSWORD, argon2.using(**weaker).hash(PASSWORD))
    assert fits
    assert stronger
    assert "m=65536,t=3," in stronger
    assert await hasher.verify(PASSWORD, stronger) == (True, None)


async def test_a_wrong_password_replaces_nothing(hasher: Argon2PasswordHasher):
    assert await hasher.verify("another", argon2.using(rounds=1).hash(PASSWORD)) == (False, None)


async def test_a_hash_that_took_more_work_is_kept(hasher: Argon2PasswordHasher):
    assert await hasher.verify(PASSWORD, argon2.using(rounds=4).hash(PASSWORD)) == (True, None)


SAME = [
    ("пароль Йогурт", "пароль И\u0306огурт"),
    ("caf\u00e9 au lait", "cafe\u0301 au lait"),
    ("a password of ﬁve words", "a password of five words"),
    ("１２３４ ｐａｓｓｗｏｒｄ", "1234 password"),
    ("not\u00a0breaking", "not breaking"),
]


@pytest.mark.parametrize(("chosen", "typed"), SAME)
async def test_a_password_fits_however_a_keyboard_composes_it(
    quick: Argon2PasswordHasher, chosen: str, typed: str
):
    assert chosen != typed
    assert await quick.verify(typed, await quick.hash(chosen)) == (True, None)
    assert await quick.verify(chosen, await quick.hash(typed)) == (True, None)


@pytest.mark.parametrize("other", ["a Password only for tests", "a password  only for tests", " " + PASSWORD])
async def test_letters_case_and_spaces_still_matter(hasher: Argon2PasswordHasher, other: str):
    assert await hasher.verify(other, stored()) == (False, None)


@pytest.mark.parametrize(
    "password", ["x" * 1024, "🚗" * 1024, "\ufdfa" * 1024, "with a \0 inside", "\ufdfa" * 227]
)
async def test_every_password_of_a_form_can_be_hashed(quick: Argon2PasswordHasher, password: str):
    hashed = await quick.hash(password)
    assert await quick.verify(password, hashed) == (True, None)
    assert await quick.verify(password[:-1], hashed) == (False, None)


async def test_a_flood_of_sign_ins_takes_only_so_many_threads_and_none_of_the_others(
    hasher: Argon2PasswordHasher,
):
    before = set(threading.enumerate())
    flood = [asyncio.create_task(hasher.verify(PASSWORD, stored())) for _ in range(12)]
    await asyncio.sleep(0)
    hashing = set(threading.enumerate()) - before
    await asyncio.to_thread(str)
    assert [task.done() for task in flood].count(True) < 6, "other work did not wait for its turn"
    assert await asyncio.gather(*flood) == [(True, None)] * 12
    assert 1 <= len(hashing) <= (os.cpu_count() or 1)
