"""The options of a server's processes: one line of JSON on their command lines."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Self


@dataclass(frozen=True)
class Plan:
    """The number of workers, their socket and their limits; ``listener`` is a file descriptor."""

    listener: int
    workers: int
    readable_log: bool
    trusted_proxies: tuple[str, ...] = ()
    connections_per_network: int = 256
    stall_seconds: float = 30.0
    # The program never blocks its event loop for a tenth of this.
    frozen_seconds: float = 30.0
    worker_megabytes: int = 2048
    application: str = "autoservice.autoservice:serve"

    @classmethod
    def read(cls, text: str) -> Self:
        """Return the plan of a ``str``."""
        values = json.loads(text)
        return cls(**values | {"trusted_proxies": tuple(values["trusted_proxies"])})

    def __str__(self) -> str:
        return json.dumps(asdict(self))


def command_line(program: str, plan: Plan, *more: str) -> Sequence[str]:
    """Return the arguments that start ``autoservice.server.<program>`` with the plan."""
    return ("-m", f"autoservice.server.{program}", str(plan), *more)
