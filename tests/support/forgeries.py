"""Forged access tokens: each right in all but one thing."""

import base64
import functools
import hashlib
import hmac
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from autoservice.adapters.signing_keys import SigningKey

MISSING: Final = object()
# Those that are over by the clock that read ``now``, and right in all else.
OVER: Final = frozenset({"exp passed", "exp now"})


def encoded(data: bytes) -> str:
    """base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def part(data: object) -> str:
    """A segment of a token."""
    return encoded(json.dumps(data).encode())


def changed(base: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    """``base`` with other values; what becomes ``MISSING`` is left out."""
    return {name: value for name, value in {**base, **changes}.items() if value is not MISSING}


@functools.cache
def rsa_key() -> rsa.RSAPrivateKey:
    """Some key; it is slow to make, so it is made once."""
    return rsa.generate_private_key(65537, 2048)


@dataclass(frozen=True)
class Forge:
    """Makes tokens with our own key that are right in all but one thing."""

    key: SigningKey
    session_id: str
    now: datetime

    @property
    def claims(self) -> dict[str, Any]:
        """What an honest token says."""
        return {
            "iss": "autoservice",
            "aud": "autoservice",
            "sub": "7",
            "sid": self.session_id,
            "iat": int(self.now.timestamp()),
            "exp": int((self.now + timedelta(minutes=10)).timestamp()),
        }

    @property
    def header(self) -> dict[str, Any]:
        """An honest token's header."""
        return {"alg": "EdDSA", "kid": self.key.kid, "typ": "at+jwt"}

    def head(self, key: Ed25519PrivateKey | None = None, **changes: Any) -> str:
        """A token with another header, signed with our key."""
        return self.signed(part(changed(self.header, changes)), part(self.claims), key)

    def body(self, **changes: Any) -> str:
        """A token with other claims, signed with our key."""
        return self.signed(part(self.header), part(changed(self.claims, changes)))

    def signed(self, header: str, payload: str, key: Ed25519PrivateKey | None = None) -> str:
        """Any two segments, signed with our key or another."""
        signature = (key or self.key.private).sign(f"{header}.{payload}".encode())
        return f"{header}.{payload}.{encoded(signature)}"

    def unsigned(self, alg: str) -> str:
        """A token without a signature."""
        return f"{part({**self.header, 'alg': alg})}.{part(self.claims)}."

    def with_secret(self, secret: bytes, **changes: Any) -> str:
        """A token signed by HMAC: the classic takes the public key for the secret."""
        content = f"{part({**self.header, 'alg': 'HS256', **changes})}.{part(self.claims)}"
        return f"{content}.{encoded(hmac.new(secret, content.encode(), hashlib.sha256).digest())}"

    def with_algorithm(self, alg: str, key: Any) -> str:
        """A token signed in another way."""
        return jwt.encode(self.claims, key, alg, headers=self.header | {"alg": alg})

    def honest(self) -> str:
        """A token with nothing wrong, to see that it is not the forge that fails."""
        return self.head()

    def pieces(self) -> list[str]:
        """The three segments of an honest token."""
        return self.honest().split(".")


def pem(key: SigningKey) -> bytes:
    """The public key as a file would hold it."""
    return key.public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


STRANGER = Ed25519PrivateKey.generate()
STRANGERS_JWK = {"kty": "OKP", "crv": "Ed25519", "x": encoded(STRANGER.public_key().public_bytes_raw())}
ELSEWHERE = "https://evil.example/keys.json"

FORGERIES: dict[str, Callable[[Forge], str]] = {
    "alg none": lambda f: f.unsigned("none"),
    "alg None": lambda f: f.unsigned("None"),
    "alg NONE": lambda f: f.unsigned("NONE"),
    "alg nOnE": lambda f: f.unsigned("nOnE"),
    "alg empty": lambda f: f.unsigned(""),
    "alg none, signed all the same": lambda f: f.head(alg="none"),
    "alg missing": lambda f: f.head(alg=MISSING),
    "alg null": lambda f: f.head(alg=None),
    "alg list": lambda f: f.head(alg=["EdDSA"]),
    "alg in small letters": lambda f: f.head(alg="eddsa"),
    "alg Ed25519": lambda f: f.head(alg="Ed25519"),
    "HS256 with the public PEM as secret": lambda f: f.with_secret(pem(f.key)),
    "HS256 with the public bytes as secret": lambda f: f.with_secret(f.key.public.public_bytes_raw()),
    "HS256 with the JWK's x as secret": lambda f: f.with_secret(f.key.jwk["x"].encode()),
    "HS256 with an empty secret": lambda f: f.with_secret(b""),
    "HMAC that calls itself EdDSA": lambda f: f.with_secret(pem(f.key), alg="EdDSA"),
    "RS256": lambda f: f.with_algorithm("RS256", rsa_key()),
    "PS256": lambda f: f.with_algorithm("PS256", rsa_key()),
    "ES256": lambda f: f.with_algorithm("ES256", ec.generate_private_key(ec.SECP256R1())),
    "another key under our kid": lambda f: f.head(STRANGER),
    "another key under its own kid": lambda f: f.head(STRANGER, kid="x" * 43),
    "kid unknown": lambda f: f.head(kid="x" * 43),
    "kid missing": lambda f: f.head(kid=MISSING),
    "kid empty": lambda f: f.head(kid=""),
    "kid null": lambda f: f.head(kid=None),
    "kid a list": lambda f: f.head(kid=[f.key.kid]),
    "kid a number": lambda f: f.head(kid=0),
    "kid a path": lambda f: f.head(kid=f"../signing_keys/{f.key.kid}"),
    "kid our file": lambda f: f.head(kid=f.key.path.stem),
    "kid /dev/null": lambda f: f.with_secret(b"", kid="../../../../../../dev/null"),
    "kid SQL": lambda f: f.head(kid="' OR 1=1 --"),
    "kid with a NUL": lambda f: f.head(kid=f"{f.key.kid}\0"),
    "jwk in the header": lambda f: f.head(STRANGER, jwk=STRANGERS_JWK),
    "jwk in the header, signed with our key": lambda f: f.head(jwk=f.key.jwk),
    "jku in the header": lambda f: f.head(STRANGER, jku=ELSEWHERE),
    "jku in the header, signed with our key": lambda f: f.head(jku=ELSEWHERE),
    "x5u in the header": lambda f: f.head(STRANGER, x5u=ELSEWHERE),
    "x5c in the header": lambda f: f.head(STRANGER, x5c=["MIIB"]),
    "typ missing": lambda f: f.head(typ=MISSING),
    "typ JWT": lambda f: f.head(typ="JWT"),
    "typ refresh+jwt": lambda f: f.head(typ="refresh+jwt"),
    "typ in capitals": lambda f: f.head(typ="AT+JWT"),
    "typ a list": lambda f: f.head(typ=["at+jwt"]),
    "crit unknown": lambda f: f.head(crit=["exp"]),
    "crit b64": lambda f: f.head(crit=["b64"], b64=True),
    "crit empty": lambda f: f.head(crit=[]),
    "payload detached": lambda f: f.signed(part({**f.header, "b64": False, "crit": ["b64"]}), ""),
    "nested": lambda f: f.signed(part({**f.header, "cty": "JWT"}), encoded(f.honest().encode())),
    "nested under an honest header": lambda f: f.signed(part(f.header), encoded(f.honest().encode())),
    "header a list": lambda f: f.signed(part([f.header]), part(f.claims)),
    "header no JSON": lambda f: f.signed(encoded(b"{alg:EdDSA}"), part(f.claims)),
    "header nested deeply": lambda f: f.signed(encoded(b"[" * 100_000), part(f.claims)),
    "aud missing": lambda f: f.body(aud=MISSING),
    "aud wrong": lambda f: f.body(aud="somebody else"),
    "aud a list": lambda f: f.body(aud=["autoservice"]),
    "aud null": lambda f: f.body(aud=None),
    "iss missing": lambda f: f.body(iss=MISSING),
    "iss wrong": lambda f: f.body(iss="https://evil.example"),
    "iss a list": lambda f: f.body(iss=["autoservice"]),
    "exp missing": lambda f: f.body(exp=MISSING),
    "exp passed": lambda f: f.body(exp=int(f.now.timestamp()) - 1),
    "exp now": lambda f: f.body(exp=int(f.now.timestamp())),
    "exp a string": lambda f: f.body(exp=str(f.claims["exp"])),
    "exp a fraction": lambda f: f.body(exp=f.claims["exp"] + 0.5),
    "exp true": lambda f: f.body(exp=True),
    "exp null": lambda f: f.body(exp=None),
    "exp huge": lambda f: f.body(exp=10**30),
    "exp infinite": lambda f: f.body(exp=float("inf")),
    "exp not a number": lambda f: f.body(exp=float("nan")),
    "exp negative": lambda f: f.body(exp=-1),
    "iat missing": lambda f: f.body(iat=MISSING),
    "iat a string": lambda f: f.body(iat=str(f.claims["iat"])),
    "iat huge": lambda f: f.body(iat=10**30),
    "sub missing": lambda f: f.body(sub=MISSING),
    "sub a number": lambda f: f.body(sub=7),
    "sub no number's text": lambda f: f.body(sub="administrator"),
    "sid missing": lambda f: f.body(sid=MISSING),
    "sid a number": lambda f: f.body(sid=7),
    "sid empty": lambda f: f.body(sid=""),
    "sid a list": lambda f: f.body(sid=[f.session_id]),
    "sid an object": lambda f: f.body(sid={"$ne": ""}),
    "payload a list": lambda f: f.signed(part(f.header), part([f.claims])),
    "payload text": lambda f: f.signed(part(f.header), part(f.session_id)),
    "payload no JSON": lambda f: f.signed(part(f.header), encoded(b"\xff")),
    "payload empty": lambda f: f.signed(part(f.header), ""),
    "payload changed under the old signature": lambda f: ".".join(
        [f.pieces()[0], part({**f.claims, "sid": "another-session"}), f.pieces()[2]]
    ),
    "header changed under the old signature": lambda f: ".".join(
        [part({"typ": "at+jwt", "kid": f.key.kid, "alg": "EdDSA"}), *f.pieces()[1:]]
    ),
    "signature missing": lambda f: ".".join(f.pieces()[:2]),
    "signature empty": lambda f: ".".join([*f.pieces()[:2], ""]),
    "signature of zeros": lambda f: ".".join([*f.pieces()[:2], encoded(bytes(64))]),
    "signature cut": lambda f: f.honest()[:-4],
    "signature with a tail": lambda f: f.honest() + "AAAA",
    "signature no base64": lambda f: f.honest()[:-4] + "!!!!",
    "an extra segment": lambda f: f.honest() + ".x",
    "an empty extra segment": lambda f: f.honest() + ".",
    "a line's end behind it": lambda f: f.honest() + "\n",
    "a space before it": lambda f: " " + f.honest(),
    "five segments, as if encrypted": lambda f: "..".join([*f.pieces(), "x"]),
    "empty": lambda f: "",
    "one word": lambda f: "x",
    "three words": lambda f: "a.b.c",
    "dots": lambda f: "..",
    "other letters": lambda f: "é.é.é",
    "half a character": lambda f: "\ud800.\ud800.\ud800",
    "a NUL": lambda f: "\0",
    "very long": lambda f: "a" * 100_000,
    "JSON serialisation": lambda f: json.dumps(
        dict(zip(("protected", "payload", "signature"), f.pieces(), strict=True))
    ),
}
