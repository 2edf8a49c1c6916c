"""The process that reads one file and ends; ``adapters/sheet_process.py`` starts it.

It reads a line of JSON with the options, then the file. It answers with a line of JSON for each row; the last
line tells how the file was read, or the reason of the refusal. A crash ends this process and no other.
"""

import json
import sys
import traceback
from typing import Any

from autoservice.shared.confinement import read_confined
from autoservice.shared.sheets import ReadOptions
from autoservice.shared.sheets.limits import CPU_SECONDS, MEMORY_BYTES, Reason, Refused
from autoservice.shared.sheets.reading import answer_lines


def main() -> None:
    """Read, parse, answer."""
    head, _, data = read_confined(MEMORY_BYTES, CPU_SECONDS).partition(b"\n")
    try:
        for line in answer_lines(data, ReadOptions(**json.loads(head))):
            sys.stdout.buffer.write(line)
    except Refused as refused:
        _tell({"refused": refused.reason, "numbers": refused.numbers})
    except MemoryError:
        _tell({"refused": Reason.SIZE, "numbers": {}})
    except Exception:
        _tell({"failed": traceback.format_exc()})
    sys.stdout.buffer.flush()


def _tell(content: dict[str, Any]) -> None:
    sys.stdout.buffer.write(json.dumps(content).encode() + b"\n")


if __name__ == "__main__":
    main()
