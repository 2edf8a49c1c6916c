"""Picture decoding in a process of its own for each picture (docs/performance.md)."""

import json
import sys
from typing import Any, Final

from autoservice.adapters.child_processes import ChildProcesses
from autoservice.modules.progress.errors import (
    PhotoIncomplete,
    PhotoNeedsMemory,
    PhotosBusy,
    PhotoTooManyPixels,
    PhotoTooSlow,
    PhotoUndecodable,
    PhotoUnreadable,
)
from autoservice.modules.progress.pictures import Picture
from autoservice.modules.progress.pictures.limits import CPU_SECONDS, MEMORY_BYTES, Reason
from autoservice.shared.errors import DomainError

# Each process keeps a core busy and may take most of a gigabyte; queued pictures are in memory.
AT_ONCE: Final = 1
WAITING: Final = 12
# The limit of one account: a phone sends one photo after the other, and a program must leave room.
PER_OWNER: Final = 4
# In wall-clock time, so only reached on a machine that gives the process no CPU time.
TIMEOUT_SECONDS: Final = 10 * CPU_SECONDS
COMMAND: Final = (sys.executable, "-s", "-m", "autoservice.modules.progress.pictures")
REFUSALS: Final[dict[Reason, type[DomainError]]] = {
    Reason.UNKNOWN: PhotoUnreadable,
    Reason.INCOMPLETE: PhotoIncomplete,
    Reason.UNDECODABLE: PhotoUndecodable,
    Reason.PIXELS: PhotoTooManyPixels,
    Reason.MEMORY: PhotoNeedsMemory,
    Reason.TIME: PhotoTooSlow,
}


class ProcessPictureDecoder:
    """``PictureDecoder`` with at most ``at_once`` processes and at most ``waiting`` queued pictures."""

    def __init__(self, at_once: int = AT_ONCE, waiting: int = WAITING, per_owner: int = PER_OWNER) -> None:
        self._children = ChildProcesses(
            "picture",
            lambda: COMMAND,
            PhotosBusy,
            timeout=TIMEOUT_SECONDS,
            at_once=at_once,
            waiting=waiting,
            per_owner=per_owner,
        )

    async def process(self, data: bytes, owner: int, edge: int | None = None) -> tuple[Picture, Picture]:
        """Return the photo, with no edge longer than ``edge``, and its thumbnail.

        A cancelled call kills its process.

        Raises one of ``REFUSALS``; ``PhotosBusy`` if too many are queued, too many of the ``owner``'s (an
        account's id), or the process got no CPU time.
        """
        status, answer = await self._children.run(data, owner, [str(edge)] if edge else [])
        if status:
            too_slow, unreadable = _refusal(Reason.TIME, {"limit": CPU_SECONDS}), PhotoUndecodable()
            raise self._children.failure(status, too_slow=too_slow, unreadable=unreadable)
        return _read_answer(answer)


def _read_answer(answer: bytes) -> tuple[Picture, Picture]:
    head, _, rest = answer.partition(b"\n")
    description: dict[str, Any] = json.loads(head)
    if "refused" in description:
        raise _refusal(Reason(description["refused"]), description["numbers"])
    if "failed" in description:
        raise RuntimeError(f"A picture could not be processed:\n{description['failed']}")
    full, thumbnail = description["pictures"]
    return _picture(full, rest[: full["size"]]), _picture(thumbnail, rest[full["size"] :])


def _picture(description: dict[str, int], data: bytes) -> Picture:
    return Picture(data, description["width"], description["height"])


def _refusal(reason: Reason, numbers: dict[str, int]) -> DomainError:
    if reason is Reason.MEMORY:
        numbers = {"limit": MEMORY_BYTES // (1024 * 1024)}
    return REFUSALS[reason](**numbers)
