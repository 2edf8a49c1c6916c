"""``TokenService``: what it issues, what it accepts, and what it refuses."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import jwt
import pytest

from autoservice.adapters.jwt_tokens import JwtTokenService
from autoservice.adapters.signing_keys import KeyRing, rotate
from tests.support.forgeries import FORGERIES, OVER, Forge

NOW = datetime.now(UTC)
LATER = NOW + timedelta(minutes=10)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A ring with one key, which has been there for long."""
    rotate(tmp_path / "signing_keys", NOW - timedelta(days=30))
    return tmp_path / "signing_keys"


@pytest.fixture
def tokens(folder: Path) -> JwtTokenService:
    """The service over a ring that sees each change at once."""
    return JwtTokenService(KeyRing(folder, reload_every=0))


def issue(tokens: JwtTokenService, at: datetime = NOW, until: datetime = LATER) -> str:
    return tokens.issue("the-session", 7, at, until)


@pytest.fixture
def forge(folder: Path) -> Forge:
    return Forge(KeyRing(folder).keys[0], "the-session", NOW)


def test_an_honest_token_of_the_forge_is_accepted(tokens: JwtTokenService, forge: Forge):
    assert tokens.read(forge.honest(), NOW) == "the-session"


@pytest.mark.parametrize("name", FORGERIES)
def test_a_forged_token_is_refused(tokens: JwtTokenService, forge: Forge, name: str):
    assert tokens.read(FORGERIES[name](forge), NOW) is None


@pytest.mark.parametrize("name", FORGERIES)
def test_only_a_token_that_is_right_in_all_else_is_outdated(tokens: JwtTokenService, forge: Forge, name: str):
    assert tokens.is_outdated(FORGERIES[name](forge), NOW) is (name in OVER)


@pytest.mark.parametrize("name", [name for name in FORGERIES if name not in OVER])
def test_time_does_not_make_a_forgery_an_outdated_token(tokens: JwtTokenService, forge: Forge, name: str):
    assert not tokens.is_outdated(FORGERIES[name](forge), LATER + timedelta(days=1))


def test_a_token_names_its_session(tokens: JwtTokenService):
    assert tokens.read(issue(tokens), NOW) == "the-session"


def test_a_token_says_no_more_than_it_must(tokens: JwtTokenService):
    token = issue(tokens)
    assert jwt.get_unverified_header(token).keys() == {"alg", "kid", "typ"}
    claims = jwt.decode(token, options={"verify_signature": False})
    assert claims.keys() == {"iss", "aud", "sub", "sid", "iat", "exp"}
    assert (claims["sub"], claims["sid"]) == ("7", "the-session")


def test_the_callers_clock_decides_when_a_token_is_over(tokens: JwtTokenService):
    long_ago = datetime(2001, 2, 3, tzinfo=UTC)
    token = issue(tokens, long_ago, long_ago + timedelta(minutes=10))
    assert tokens.read(token, long_ago) == "the-session"
    assert not tokens.is_outdated(token, long_ago)
    assert tokens.read(token, NOW) is None
    assert tokens.is_outdated(token, NOW)


def test_another_library_can_check_a_token_with_the_public_keys(tokens: JwtTokenService):
    # That library looks at the clock of the machine.
    now = datetime.now(UTC)
    token = issue(tokens, now, now + timedelta(minutes=10))
    known = jwt.PyJWKSet.from_dict({"keys": tokens.public_keys()})
    key = known[jwt.get_unverified_header(token)["kid"]]
    claims = jwt.decode(token, key, algorithms=["EdDSA"], audience="autoservice", issuer="autoservice")
    assert claims["sid"] == "the-session"


def test_a_published_key_tells_nothing_private(tokens: JwtTokenService):
    [published] = tokens.public_keys()
    assert published.keys() == {"kty", "crv", "x", "kid", "alg", "use"}


def test_a_token_from_before_a_rotation_is_accepted_after_it(folder: Path, tokens: JwtTokenService):
    token = issue(tokens)
    rotate(folder, NOW)
    assert len(tokens.public_keys()) == 2
    assert tokens.read(token, NOW) == "the-session"
    after = NOW + timedelta(minutes=2)
    kids = {jwt.get_unverified_header(one)["kid"] for one in (token, issue(tokens, after))}
    assert len(kids) == 2
    assert tokens.read(token, after) == "the-session"


def test_a_new_key_is_published_a_minute_before_it_signs(folder: Path, tokens: JwtTokenService):
    new = rotate(folder, NOW).kid

    def kid(seconds: float) -> str:
        moment = NOW + timedelta(seconds=seconds)
        return jwt.get_unverified_header(issue(tokens, moment))["kid"]

    assert new in [key["kid"] for key in tokens.public_keys()]
    assert [kid(seconds) == new for seconds in (0, 30, 58, 61, 3600)] == [False, False, False, True, True]


def test_two_workers_accept_each_others_tokens_through_a_rotation(folder: Path):
    one, other = (JwtTokenService(KeyRing(folder, reload_every=0)) for _ in range(2))
    rotate(folder, NOW)
    for minutes in (0, 1, 2, 60):
        moment = NOW + timedelta(minutes=minutes)
        token = issue(one, moment, moment + timedelta(minutes=10))
        assert token == issue(other, moment, moment + timedelta(minutes=10))
        assert other.read(token, moment) == "the-session"


def test_a_token_of_a_removed_key_is_refused(folder: Path, tokens: JwtTokenService):
    token = issue(tokens)
    rotate(folder, NOW)
    rotate(folder, NOW + timedelta(hours=24))
    assert tokens.read(token, NOW) == "the-session"
    rotate(folder, NOW + timedelta(hours=25))
    assert tokens.read(token, NOW) is None
    assert not tokens.is_outdated(token, LATER)


def test_when_somebody_deletes_all_keys_their_tokens_are_refused_and_new_ones_work(
    folder: Path, tokens: JwtTokenService
):
    token = issue(tokens)
    for path in folder.glob("*.pem"):
        path.unlink()
    assert tokens.read(token, NOW) is None
    assert tokens.read(issue(tokens), NOW) == "the-session"
