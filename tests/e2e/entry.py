"""Getting an account and getting in: what people do on those pages, and the letters they read meanwhile."""

import itertools
import re
import time
from typing import Final

import httpx
from playwright.sync_api import Page, expect

from autoservice.adapters.mailbox_email import FolderMailbox
from autoservice.modules.notifications.schemas import MailboxEmail
from tests.e2e.shop import Shop
from tests.support import pages
from tests.support.sync import run_async
from tests.support.timeouts import TIMEOUT_SECONDS

PASSWORD: Final = "четыре слова подлиннее"
OTHER_PASSWORD: Final = "совсем другие слова"

_numbers = itertools.count(1)


def fresh_email(name: str) -> str:
    """An address that no account has, nor had in an earlier attempt of the same test."""
    return f"{name}.{next(_numbers)}@example.com"


def fill(page: Page, **values: str) -> None:
    """Type into the fields that are shown, by their names."""
    for name, value in values.items():
        page.locator(f"main input[name={name}]:visible").fill(value)


def press(page: Page, message: str) -> None:
    """Press the button that says ``message`` (a msgid)."""
    page.locator("main").get_by_role("button", name=pages.say(page, message), exact=True).click()


def expect_said(page: Page, message: str) -> None:
    """The page says ``message`` (a msgid) and it can be seen."""
    expect(page.locator("main").get_by_text(pages.say(page, message)).first).to_be_visible()


def register(page: Page, login: str, name: str = "Вера Новикова", password: str = PASSWORD) -> None:
    """Fill the form of the registration page that is open, and send it."""
    fill(page, name=name, login=login, password=password)
    press(page, "Create an account")


def sign_in(page: Page, login: str, password: str = PASSWORD) -> None:
    """Fill the form of the sign-in page that is open, and send it."""
    fill(page, login=login, password=password)
    press(page, "Sign in")


def ask_for_account(shop: Shop, login: str) -> None:
    """Register over REST; with a phone number the account is there then: it needs no letter."""
    body = {"login": login, "name": "Вера Новикова", "password": PASSWORD}
    httpx.post(f"{shop.url}/api/auth/register", json=body, timeout=TIMEOUT_SECONDS).raise_for_status()


def new_account(shop: Shop, email: str) -> None:
    """An account of its own for a test, its address confirmed."""
    ask_for_account(shop, email)
    answer = {"login": email, "code": code_in(email_to(shop, email))}
    httpx.post(f"{shop.url}/api/auth/confirm", json=answer, timeout=TIMEOUT_SECONDS).raise_for_status()


def rest_of(shop: Shop, login: str, password: str = PASSWORD) -> httpx.Client:
    """REST as a program of that person uses it; raises ``httpx.HTTPStatusError`` if it cannot sign in."""
    body = {"login": login, "password": password}
    answer = httpx.post(f"{shop.url}/api/auth/login", json=body, timeout=TIMEOUT_SECONDS)
    token = answer.raise_for_status().json()["access_token"]
    headers = {"Authorization": f"Bearer {token}"}
    return httpx.Client(base_url=f"{shop.url}/api", headers=headers, timeout=TIMEOUT_SECONDS)


def email_to(shop: Shop, address: str, count: int = 1) -> MailboxEmail:
    """The newest letter to ``address``, once there are ``count`` of them."""
    mailbox = FolderMailbox(shop.server.folder / "data" / "mailbox")
    deadline = time.monotonic() + TIMEOUT_SECONDS
    while len(found := [mail for mail in run_async(mailbox.newest(100)) if mail.to == address]) < count:
        assert time.monotonic() < deadline, f"{len(found)} letters to {address} have come."
        time.sleep(0.05)
    return found[0]


def code_in(letter: MailboxEmail) -> str:
    """The code, which stands on a line of its own."""
    found = re.search(r"^\s*(\d{8})\s*$", letter.text, re.MULTILINE)
    assert found, letter.text
    return found[1]


def link_in(letter: MailboxEmail, path: str) -> str:
    """The letter's link to that page."""
    return next(link for link in letter.links if f"{path}#token=" in link)
