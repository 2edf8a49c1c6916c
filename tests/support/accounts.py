"""What people do with their accounts over REST, in one line each."""

from typing import Final

import httpx

from tests.support.factories import PASSWORD, email
from tests.support.runtime import BASE_URL, connect

GOOD: Final = "nine blue kettles"
BETTER: Final = "eleven red ladders"
# With what the browser adds to the requests of our own pages.
PAGE: Final = {"Origin": BASE_URL, "Sec-Fetch-Site": "same-origin"}


async def sign_in(
    api: httpx.AsyncClient, login: str = email("client"), password: str = PASSWORD
) -> httpx.Response:
    """The answer to an address or a number with a password."""
    return await api.post("/api/auth/login", json={"login": login, "password": password})


async def can_sign_in(login: str, password: str) -> bool:
    """Whether that opens a session."""
    return (await sign_in(connect(), login, password)).status_code == 200


async def register(
    api: httpx.AsyncClient, login: str, password: str = GOOD, name: str = "Нина Котова"
) -> httpx.Response:
    """The answer to a wish for an account."""
    return await api.post("/api/auth/register", json={"login": login, "name": name, "password": password})


async def whoami(token: str) -> int:
    """The status with which an access token is answered."""
    return (await connect(token).get("/api/auth/me")).status_code


async def refresh(token: str) -> httpx.Response:
    """The answer to a refresh token, from a program that is no browser."""
    return await connect().post("/api/auth/refresh", json={"refresh_token": token})


def title(answer: httpx.Response) -> tuple[int, str]:
    """The status and the name of a problem."""
    return answer.status_code, answer.json()["title"]
