"""The process that decodes one picture and ends; ``adapters/picture_process.py`` starts it.

Its argument, if it has one, is the longest edge of what it returns. It reads eight bytes of length and the
picture. It answers with one line of JSON, then the two pictures that the line describes; or with the reason
of the refusal. A crash ends this process and no other.
"""

import json
import sys
import traceback
from typing import Any

from autoservice.modules.progress.pictures import Picture
from autoservice.modules.progress.pictures.limits import CPU_SECONDS, MEMORY_BYTES, Refused
from autoservice.modules.progress.pictures.processing import process_photo
from autoservice.shared.confinement import read_confined


def main() -> None:
    """Read, decode, answer."""
    data = read_confined(MEMORY_BYTES, CPU_SECONDS)
    sys.stdout.buffer.write(answer_to(data))
    sys.stdout.buffer.flush()


def answer_to(data: bytes) -> bytes:
    """Return the line of JSON and the pictures."""
    try:
        pictures = process_photo(data, *map(int, sys.argv[1:]))
    except Refused as refused:
        return _line({"refused": refused.reason, "numbers": refused.numbers})
    except Exception:
        return _line({"failed": traceback.format_exc()})
    return _line({"pictures": [_describe(one) for one in pictures]}) + b"".join(one.data for one in pictures)


def _describe(picture: Picture) -> dict[str, int]:
    return {"width": picture.width, "height": picture.height, "size": len(picture.data)}


def _line(content: dict[str, Any]) -> bytes:
    return json.dumps(content).encode() + b"\n"


if __name__ == "__main__":
    main()
