"""The confinement of a process that reads one untrusted file: memory, CPU time, and a life with its parent.

Such a process imports nothing of the program but this module and its own package. It reads eight bytes of
length and the file from standard input, which the parent (``adapters/child_processes.py``) holds open.
"""

import os
import resource
import sys
import threading
from typing import Final

NICENESS: Final = 5


def read_confined(memory_bytes: int, cpu_seconds: int) -> bytes:
    """Limit this process, and return what the parent sends; the process ends when the parent does."""
    # Decoders print about untrusted files, which must not reach our log.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stderr.fileno())
    _limit_resources(memory_bytes, cpu_seconds)
    source = sys.stdin.buffer
    data = source.read(int.from_bytes(source.read(8)))
    threading.Thread(target=_end_with_parent, daemon=True).start()
    return data


def _limit_resources(memory_bytes: int, cpu_seconds: int) -> None:
    os.nice(NICENESS)
    for kind, most in (
        (resource.RLIMIT_CPU, cpu_seconds),
        (resource.RLIMIT_DATA, memory_bytes),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
    ):
        hard = resource.getrlimit(kind)[1]
        resource.setrlimit(kind, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def _end_with_parent() -> None:
    """End the process at the end of standard input, which the parent holds open while it lives."""
    os.read(sys.stdin.fileno(), 1)
    os._exit(0)
