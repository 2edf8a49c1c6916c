"""What tests are made of: people, orders, photos. Nothing here asserts."""

import base64
import functools
import io
import struct
import zlib
from dataclasses import dataclass, fields
from typing import Any, Final

from passlib.context import CryptContext
from PIL import Image

from autoservice.modules.auth.models import User
from autoservice.runtime.runtime import Runtime
from autoservice.shared.access import SYSTEM, Actor, Role
from autoservice.shared.normal_forms import fold

PASSWORD: Final = "a password only for tests"
PHONE: Final = "+79161234567"
ORIENTATION: Final = 0x0112
GPS: Final = 0x8825
# 64 x 48, its top left quarter blue and the rest red. pi-heif decodes only, so it was encoded elsewhere.
HEIC: Final = base64.b64decode(
    "AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAX1tZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAAAAAA"
    "ACJpbG9jAAAAAERAAAEAAQAAAAABoQABAAAAAAAAADQAAAAjaWluZgAAAAAAAQAAABVpbmZlAgAAAAABAABodmMxAAAAAA5waXRt"
    "AAAAAAABAAAA/WlwcnAAAADdaXBjbwAAAHZodmNDAQNwAAAAkAAAAAAAHvAA/P34+AAADwNgAAEAGEABDAH//wNwAAADAJAAAAMA"
    "AAMAHroCQGEAAQAqQgEBA3AAAAMAkAAAAwAAAwAeoCCBBZbq5Ka5uAhoMCAAAAMDIAAAAwAhYgABAAZEAcFzwIkAAAATY29scm5j"
    "bHgAAQANAAaAAAAAFGlzcGUAAAAAAAAAQAAAAEAAAAAoY2xhcAAAAEAAAAABAAAAMAAAAAEAAAAAAAAAAv////AAAAACAAAAEHBp"
    "eGkAAAAAAwgICAAAABhpcG1hAAAAAAAAAAEAAQWBAgMFhAAAADxtZGF0AAAAMCgBrxmA94RJf++siNIXeAM1eK+wkMPrP8iyayuM"
    "jO2Ia8K/rsEPJX7sgfZOAWR5QA=="
)


# A hash of the program's own takes a third of a second, for nothing where hashing is not the question.
QUICK: Final = {
    "argon2__default_rounds": 1,
    "argon2__min_rounds": 1,
    "argon2__memory_cost": 8,
    "argon2__parallelism": 1,
}


@functools.cache
def password_hash() -> str:
    """The hash of ``PASSWORD``, as cheap as it can be; made once."""
    hashed: str = CryptContext(schemes=["argon2"], **QUICK).hash(PASSWORD)
    return hashed


@dataclass(frozen=True)
class People:
    """The accounts of a test's shop."""

    client: Actor
    other_client: Actor
    mechanic: Actor
    other_mechanic: Actor
    administrator: Actor


NAMES: Final = {
    "client": ("Анна Смирнова", Role.CLIENT),
    "other_client": ("Олег Белов", Role.CLIENT),
    "mechanic": ("Илья Козлов", Role.MECHANIC),
    "other_mechanic": ("Пётр Орлов", Role.MECHANIC),
    "administrator": ("Мария Волкова", Role.ADMINISTRATOR),
}


def email(who: str) -> str:
    """The address of one of the people, by the name of their field."""
    return f"{who}@example.com"


async def add_people(runtime: Runtime) -> People:
    """Insert everybody's account; all have ``PASSWORD``."""
    async with runtime.transaction(SYSTEM) as unit:
        users = [
            User(
                email=email(who),
                name=name,
                search_name=fold(name),
                role=role.value,
                password_hash=password_hash(),
                created_at=unit.now,
            )
            for who, (name, role) in NAMES.items()
        ]
        unit.session.add_all(users)
    actors = [Actor(Role(user.role), user.id, name=user.name) for user in users]
    return People(**dict(zip([field.name for field in fields(People)], actors, strict=True)))


async def add_person(runtime: Runtime, who: str, name: str, role: Role, **fields: Any) -> Actor:
    """Insert one account, which has ``PASSWORD`` too."""
    async with runtime.transaction(SYSTEM) as unit:
        given = {"email": email(who), "password_hash": password_hash(), "created_at": unit.now, **fields}
        user = User(name=name, search_name=fold(name), role=role.value, **given)
        unit.session.add(user)
    return Actor(role, user.id, name=name)


def car(plate: str = "А123ВС777") -> dict[str, str]:
    """The fields of an order that tell which car it is for."""
    return {"plate": plate, "make": "Lada", "model": "Vesta", "note": "Скрип спереди."}


def jpeg(
    width: int = 64, height: int = 48, *, orientation: int = 1, gps: bool = False, secret: bytes = b""
) -> bytes:
    """A JPEG whose upper half is blue and whose lower half is red, as the sensor saw it."""
    image = Image.new("RGB", (width, height), (200, 30, 30))
    image.paste((20, 40, 200), (0, 0, width, height // 2))
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    if gps:
        exif[GPS] = {1: "N", 2: (55.0, 45.0, 21.0), 3: "E", 4: (37.0, 37.0, 4.0)}
    out = io.BytesIO()
    image.save(out, "JPEG", quality=95, exif=exif)
    return out.getvalue() + secret


def encoded(kind: str, width: int = 40, height: int = 30) -> bytes:
    """A plain picture in one of Pillow's formats."""
    out = io.BytesIO()
    Image.new("RGB", (width, height), (10, 120, 60)).save(out, kind)
    return out.getvalue()


def png_bomb(width: int, height: int) -> bytes:
    """A valid, very small PNG that unpacks to ``width`` x ``height`` black pixels."""
    pixels = zlib.compress(bytes((width // 8 + 1) * height), 9)
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    chunks = _chunk(b"IHDR", header) + _chunk(b"IDAT", pixels) + _chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + chunks


def png_with_text_bomb(size: int = 64 * 1024 * 1024) -> bytes:
    """A one-pixel PNG with a compressed text chunk that unpacks to ``size`` bytes."""
    plain = encoded("PNG", 1, 1)
    text = _chunk(b"zTXt", b"comment\x00\x00" + zlib.compress(bytes(size), 9))
    after_header = 8 + 25
    return plain[:after_header] + text + plain[after_header:]


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
