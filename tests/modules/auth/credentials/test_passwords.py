"""Passwords are verified and hashed while no lock and no connection is held."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from passlib.context import CryptContext

from autoservice.modules.auth.accounts.schemas import (
    AcceptedInvitation,
    EmailChange,
    Invitation,
    NewAccount,
    PhoneChange,
    Registration,
)
from autoservice.modules.auth.credentials.schemas import NewPassword, PasswordChange
from autoservice.modules.auth.errors import TooManyAttempts, WrongCredentials, WrongPassword
from autoservice.modules.auth.models import Session
from autoservice.modules.auth.sessions.schemas import Credentials
from autoservice.shared.access import GUEST, Actor, Role
from autoservice.shared.errors import Unauthenticated
from autoservice.wiring.services import Services
from tests.support.factories import PASSWORD, email
from tests.support.hashers import hash_as_the_program_does, watch_hasher
from tests.support.runtime import Shop

SHOP = {"demo": True}
GOOD = "quiet rivers carry heavy stones"
ANOTHER = "slow mountains keep many secrets"
CREDENTIALS = Credentials(login=email("client"), password=PASSWORD)

Command = Callable[[Services], Awaitable[Any]]
# How many passwords each verifies and hashes.
OF_THE_CLIENT: dict[str, tuple[int, Command]] = {
    "change the password": (
        2,
        lambda services: services.passwords.change_password(
            PasswordChange(current_password=PASSWORD, password=GOOD)
        ),
    ),
    "change the e-mail address": (
        1,
        lambda services: services.logins.request_email_change(
            EmailChange(current_password=PASSWORD, email="new@example.com")
        ),
    ),
    "change the phone": (
        1,
        lambda services: services.phones.change_phone(
            PhoneChange(current_password=PASSWORD, phone="+79161234567")
        ),
    ),
    "set up the second factor": (1, lambda services: services.second_factor.start_enrolment(PASSWORD)),
    "delete the profile": (1, lambda services: services.erasure.delete_profile(PASSWORD)),
}
OF_A_GUEST: dict[str, tuple[int, Command]] = {
    "sign in": (1, lambda services: services.sign_in.sign_in(CREDENTIALS)),
    "register": (
        1,
        lambda services: services.registration.register(
            Registration(login="new@example.com", name="Ольга", password=GOOD), "ru"
        ),
    ),
}


@pytest.mark.parametrize("name", OF_THE_CLIENT)
async def test_whoever_is_signed_in_keeps_no_connection_while_a_password_is_hashed(shop: Shop, name: str):
    hashed, command = OF_THE_CLIENT[name]
    watched = watch_hasher(shop)
    async with shop.runtime.transaction(shop.people.client) as unit:
        await command(unit.services)
    assert watched.in_use == [0] * hashed


@pytest.mark.parametrize("name", OF_A_GUEST)
async def test_a_guest_keeps_no_connection_while_a_password_is_hashed(shop: Shop, name: str):
    hashed, command = OF_A_GUEST[name]
    watched = watch_hasher(shop)
    async with shop.runtime.transaction(GUEST) as unit:
        await command(unit.services)
    assert watched.in_use == [0] * hashed


async def test_links_keep_no_connection_while_a_password_is_hashed(shop: Shop):
    boss = shop.people.administrator
    async with shop.runtime.transaction(GUEST) as unit:
        await unit.services.passwords.request_reset(email("client"), "ru")
    async with shop.runtime.transaction(boss) as unit:
        invitation = Invitation(email="new@example.com", name="Олег", role=Role.MECHANIC)
        await unit.services.invitations.invite(invitation, "ru")
    reset, invited = await shop.last_email(email("client")), await shop.last_email("new@example.com")
    watched = watch_hasher(shop)
    async with shop.runtime.transaction(GUEST) as unit:
        await unit.services.passwords.reset_password(NewPassword(token=reset.token, password=GOOD))
    async with shop.runtime.transaction(GUEST) as unit:
        accepted = AcceptedInvitation(token=invited.token, name="Олег", password=GOOD)
        await unit.services.invitations.accept_invitation(accepted)
    async with shop.runtime.transaction(boss) as unit:
        new = NewAccount(email="boss@example.com", name="Пётр", role=Role.ADMINISTRATOR, password=GOOD)
        await unit.services.registration.create_account(new)
    assert watched.in_use == [0, 0, 0]


@pytest.mark.both_databases
async def test_others_write_while_a_password_is_verified(shop: Shop):
    async def write() -> None:
        await shop.change(shop.people.client, locale="en")

    watch_hasher(shop, write)
    async with shop.runtime.transaction(GUEST) as unit:
        signed_in = await unit.services.sign_in.sign_in(CREDENTIALS)
    assert signed_in.user.locale == "en"


async def change_password(shop: Shop, actor: Actor, password: str) -> None:
    async with shop.runtime.transaction(actor) as unit:
        change = PasswordChange(current_password=PASSWORD, password=password)
        await unit.services.passwords.change_password(change)


@pytest.mark.both_databases
async def test_of_two_who_change_a_password_at_once_one_does(shop: Shop):
    client = shop.people.client
    watch_hasher(shop, lambda: change_password(shop, client, GOOD))
    with pytest.raises(WrongPassword):
        await change_password(shop, client, ANOTHER)
    async with shop.runtime.transaction(GUEST) as unit:
        await unit.services.sign_in.sign_in(Credentials(login=email("client"), password=GOOD))
    assert await shop.audited("password_changed", "password_check_failed") == [
        ("password_changed", f"user:{client.user_id}"),
        ("password_check_failed", f"user:{client.user_id}"),
    ]


async def test_a_password_that_changes_while_it_is_verified_opens_nothing(shop: Shop):
    watch_hasher(shop, lambda: shop.change(shop.people.client, password_hash="another"))
    with pytest.raises(WrongCredentials):
        async with shop.runtime.transaction(GUEST) as unit:
            await unit.services.sign_in.sign_in(CREDENTIALS)
    assert await shop.rows(Session) == []
    assert await shop.audited("sign_in_failed") == [("sign_in_failed", f"user:{shop.people.client.user_id}")]


@pytest.mark.both_databases
async def test_two_sign_in_at_once_with_a_hash_of_outdated_parameters(shop: Shop):
    async def sign_in() -> None:
        async with shop.runtime.transaction(GUEST) as unit:
            await unit.services.sign_in.sign_in(CREDENTIALS)

    weak = CryptContext(schemes=["argon2"], argon2__default_rounds=1, argon2__memory_cost=1024)
    hash_as_the_program_does(shop)
    await shop.change(shop.people.client, password_hash=weak.hash(PASSWORD))
    watch_hasher(shop, sign_in)
    await sign_in()
    assert len(await shop.rows(Session)) == 2
    assert await shop.audited("sign_in_failed") == []


async def test_an_account_that_is_switched_off_meanwhile_opens_nothing(shop: Shop):
    watch_hasher(shop, lambda: shop.change(shop.people.client, active=False))
    with pytest.raises(WrongCredentials):
        async with shop.runtime.transaction(GUEST) as unit:
            await unit.services.sign_in.sign_in(CREDENTIALS)


@pytest.mark.both_databases
@pytest.mark.parametrize("ended", ["the account", "the session"])
async def test_whoever_is_put_out_meanwhile_changes_nothing(shop: Shop, ended: str):
    async def put_out() -> None:
        if ended == "the account":
            await shop.change(shop.people.client, active=False)
            return
        async with shop.runtime.transaction(client) as unit:
            await unit.services.sessions.sign_out_everywhere()

    token = await shop.sign_in(shop.people.client)
    client = await shop.runtime.identity.actor_of(token)
    before = await shop.user(client)
    watch_hasher(shop, put_out)
    with pytest.raises(Unauthenticated):
        await change_password(shop, client, GOOD)
    assert (await shop.user(client)).password_hash == before.password_hash


async def test_an_unknown_login_is_verified_too_so_that_the_time_tells_nothing(shop: Shop):
    watched = watch_hasher(shop)
    with pytest.raises(WrongCredentials):
        async with shop.runtime.transaction(GUEST) as unit:
            await unit.services.sign_in.sign_in(Credentials(login="nobody@example.com", password=PASSWORD))
    assert watched.in_use == [0]
    assert await shop.audited("sign_in_failed") == [("sign_in_failed", "user:0")]


async def test_a_wrong_password_is_counted_and_audited_before_the_new_one_is_looked_at(shop: Shop):
    change = PasswordChange(current_password="wrong", password="short")
    for _ in range(10):
        with pytest.raises(WrongPassword):
            async with shop.runtime.transaction(shop.people.client) as unit:
                await unit.services.passwords.change_password(change)
    with pytest.raises(TooManyAttempts):
        async with shop.runtime.transaction(shop.people.client) as unit:
            await unit.services.passwords.change_password(change)
    assert len(await shop.audited("password_check_failed")) == 10
