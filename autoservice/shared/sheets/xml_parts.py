"""The parts of a workbook, which is a ZIP archive of XML: unpacked as a stream, parsed as a stream."""

import posixpath
import zipfile
import zlib
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Final
from xml.parsers import expat

from autoservice.shared.sheets.limits import PARTS, UNPACKED_BYTES, Reason, Refused

_CHUNK: Final = 64 * 1024
OnStart = Callable[[str, dict[str, str]], None]
OnEnd = Callable[[str], None]
OnText = Callable[[str], None]


class Archive:
    """The parts of a workbook by their names, whatever the case and slashes of the writing program."""

    def __init__(self, data: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(BytesIO(data))
        except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
            raise Refused(Reason.BROKEN) from None
        parts = self._zip.infolist()
        if len(parts) > PARTS:
            raise Refused(Reason.SIZE)
        self._parts = {_key(part.filename): part for part in parts}
        self._left = UNPACKED_BYTES

    def __contains__(self, name: str) -> bool:
        return _key(name) in self._parts

    def chunks(self, name: str) -> Iterator[bytes]:
        """Unpack a part; raises ``Refused`` if it is broken, or all parts together are too large."""
        try:
            with self._zip.open(self._parts[_key(name)]) as part:
                while chunk := part.read(_CHUNK):
                    self._left -= len(chunk)
                    if self._left < 0:
                        raise Refused(Reason.SIZE)
                    yield chunk
        except (KeyError, zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError):
            raise Refused(Reason.BROKEN) from None


def _key(name: str) -> str:
    return posixpath.normpath(name.replace("\\", "/")).lstrip("/").casefold()


def local(name: str) -> str:
    """Return the name of an element or attribute without its prefix."""
    return name.rpartition(":")[2]


class PartParser:
    """A parser of one part; subclasses handle its elements, by their names without prefixes."""

    def __init__(self) -> None:
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        # What a document defines for itself, entities among it, a workbook has no use for.
        self.parser.StartDoctypeDeclHandler = _refuse_definitions

    def feed(self, chunks: Iterator[bytes]) -> Iterator[None]:
        """Parse the part, pausing after each chunk; raises ``Refused``."""
        try:
            for chunk in chunks:
                self.parser.Parse(chunk, False)
                yield
            self.parser.Parse(b"", True)
        except expat.ExpatError:
            raise Refused(Reason.BROKEN) from None

    def parse(self, chunks: Iterator[bytes]) -> None:
        """Parse the whole part; raises ``Refused``."""
        for _ in self.feed(chunks):
            pass

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Handle the beginning of an element."""

    def end(self, name: str) -> None:
        """Handle the end of an element."""


def _refuse_definitions(*_: object) -> None:
    raise Refused(Reason.BROKEN)
