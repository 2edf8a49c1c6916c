"""Access tokens: JWTs (RFC 9068) signed with Ed25519 (PyJWT)."""

from datetime import datetime
from typing import Annotated, Final, Literal

import jwt
from jwt.api_jws import PyJWS
from pydantic import BaseModel, ConfigDict, Field

from autoservice.adapters.signing_keys import KeyRing

ALGORITHM: Final = "EdDSA"
TYPE: Final = "at+jwt"
# The year 9999: no valid token has a later moment.
END_OF_TIME: Final = 253_402_300_800
# The number of tokens whose checked signature is cached.
CACHE_SIZE: Final = 2000

Moment = Annotated[int, Field(ge=0, lt=END_OF_TIME)]


class Claims(BaseModel):
    """The required claims of a token, whose expiry is checked against the caller's clock."""

    model_config = ConfigDict(strict=True)

    iss: Literal["autoservice"]
    aud: Literal["autoservice"]
    sub: str = Field(pattern=r"^[0-9]+$")
    sid: str = Field(min_length=1)
    iat: Moment
    exp: Moment

    def over(self, now: datetime) -> bool:
        """Return whether the token has expired."""
        return self.exp <= now.timestamp()


class JwtTokenService:
    """``TokenService``; a token only names a session, whose row decides."""

    def __init__(self, ring: KeyRing) -> None:
        self._ring = ring
        self._signatures = PyJWS(algorithms=[ALGORITHM])
        # Claims by token, whose signature is not checked again; its expiry and its key are.
        self._cache: dict[str, tuple[str, Claims]] = {}

    def issue(self, session_id: str, user_id: int, issued_at: datetime, expires_at: datetime) -> str:
        """Return a signed token for the session."""
        key = self._ring.signing_key(issued_at)
        claims = Claims(
            iss="autoservice",
            aud="autoservice",
            sub=str(user_id),
            sid=session_id,
            iat=int(issued_at.timestamp()),
            exp=int(expires_at.timestamp()),
        )
        return jwt.encode(claims.model_dump(), key.private, ALGORITHM, headers={"kid": key.kid, "typ": TYPE})

    def read(self, token: str, now: datetime) -> str | None:
        """Return the session's id, or ``None`` for a token that is not ours or has expired."""
        claims = self._verified(token)
        return claims.sid if claims and not claims.over(now) else None

    def is_outdated(self, token: str, now: datetime) -> bool:
        """Return whether the token is valid but expired."""
        claims = self._verified(token)
        return claims is not None and claims.over(now)

    def public_keys(self) -> list[dict[str, str]]:
        """Return the public keys of the tokens, as JWKs."""
        return [key.jwk for key in self._ring.keys]

    def _verified(self, token: str) -> Claims | None:
        cached = self._cache.get(token)
        # A token of a key that was removed since is invalid.
        if cached and self._ring.find(cached[0]) is not None:
            return cached[1]
        verified = self._verify(token)
        if verified:
            if len(self._cache) >= CACHE_SIZE:
                del self._cache[next(iter(self._cache))]
            self._cache[token] = verified
        return verified[1] if verified else None

    def _verify(self, token: str) -> tuple[str, Claims] | None:
        """Return the key's id and the token's claims, if the signature is valid."""
        try:
            header = self._signatures.get_unverified_header(token)
            key = self._ring.find(header.get("kid", ""))
            # Exactly our header: no token may choose how it is checked.
            if key is None or header != {"alg": ALGORITHM, "kid": key.kid, "typ": TYPE}:
                return None
            payload = self._signatures.decode(token, key.public, algorithms=[ALGORITHM])
            return key.kid, Claims.model_validate_json(payload)
        except (jwt.PyJWTError, ValueError):
            return None
