"""The process that decodes one picture and ends; ``adapters/picture_process.py`` starts it.

It reads eight bytes of length and the picture. It answers with one line of JSON, then the two pictures that
the line describes; or with the reason of the refusal. A crash ends this process and no other.
"""

import json
import os
import resource
import sys
import threading
import traceback
from typing import Any, Final

from autoservice.modules.progress.pictures import Picture
from autoservice.modules.progress.pictures.limits import CPU_SECONDS, MEMORY_BYTES, Refused
from autoservice.modules.progress.pictures.processing import process_photo

NICENESS: Final = 5


def main() -> None:
    """Read, decode, answer."""
    # Decoders print about untrusted files, which must not reach our log.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stderr.fileno())
    limit_resources()
    source = sys.stdin.buffer
    data = source.read(int.from_bytes(source.read(8)))
    threading.Thread(target=end_with_parent, daemon=True).start()
    sys.stdout.buffer.write(answer_to(data))
    sys.stdout.buffer.flush()


def limit_resources() -> None:
    """Limit the memory and the CPU time of this process."""
    os.nice(NICENESS)
    for kind, most in (
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_DATA, MEMORY_BYTES),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
    ):
        hard = resource.getrlimit(kind)[1]
        resource.setrlimit(kind, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def end_with_parent() -> None:
    """End the process at the end of standard input, which the parent holds open while it lives."""
    os.read(sys.stdin.fileno(), 1)
    os._exit(0)


def answer_to(data: bytes) -> bytes:
    """Return the line of JSON and the pictures."""
    try:
        pictures = process_photo(data)
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
