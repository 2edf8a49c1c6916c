"""Pictures are decoded by processes that are few, bounded, and never left behind."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import psutil
import pytest

from autoservice.adapters import picture_process
from autoservice.adapters.picture_process import ProcessPictureDecoder
from autoservice.modules.progress.errors import (
    PhotoNeedsMemory,
    PhotosBusy,
    PhotoTooManyPixels,
    PhotoTooSlow,
    PhotoUndecodable,
)
from autoservice.settings import ROOT
from tests.support.factories import jpeg
from tests.support.pictures import png_of
from tests.support.timeouts import TIMEOUT_SECONDS

OWNER = 7
# Stands for a decoder that takes its time.
SLEEPER = "import sys, time; sys.stdin.buffer.read(8); time.sleep(600)"


def instead(monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    """Let ``script`` run in the place of the decoder."""
    monkeypatch.setattr(picture_process, "COMMAND", (sys.executable, "-c", script))


def decoders() -> list[psutil.Process]:
    """The sleepers; other tests' databases are children of this process too."""
    return [child for child in psutil.Process().children() if _sleeps(child)]


def _sleeps(child: psutil.Process) -> bool:
    try:
        return SLEEPER in child.cmdline()
    except psutil.Error:
        # Ended in this moment.
        return False


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(TIMEOUT_SECONDS):
        while not condition():  # noqa: ASYNC110 - other processes set no events
            await asyncio.sleep(0.01)


@asynccontextmanager
async def waiting(decoder: ProcessPictureDecoder, number: int) -> AsyncIterator[list[asyncio.Task]]:
    """So many pictures given to ``decoder``, of which the first is being decoded."""
    tasks = [asyncio.create_task(decoder.process(jpeg(), OWNER)) for _ in range(number)]
    try:
        await until(lambda: bool(decoders()))
        yield tasks
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def test_a_photo_and_its_thumbnail_come_back():
    full, thumbnail = await ProcessPictureDecoder().process(jpeg(3000, 2000), OWNER)
    assert (full.width, full.height, thumbnail.width, thumbnail.height) == (2560, 1707, 480, 320)
    assert full.data[8:12] == thumbnail.data[8:12] == b"WEBP"


async def test_a_refusal_comes_back_with_its_numbers():
    with pytest.raises(PhotoTooManyPixels) as refused:
        await ProcessPictureDecoder().process(png_of(10_000, 8_001, b""), OWNER)
    assert refused.value.text("ru") == "Фото слишком большое: в нём 81 Мп, а можно не больше 80."


async def test_few_are_decoded_at_once_some_wait_and_the_rest_are_told_to_come_again(
    monkeypatch: pytest.MonkeyPatch,
):
    instead(monkeypatch, SLEEPER)
    decoder = ProcessPictureDecoder(at_once=2, waiting=3, per_owner=5)
    async with waiting(decoder, 5):
        await until(lambda: len(decoders()) == 2)
        with pytest.raises(PhotosBusy) as busy:
            await decoder.process(jpeg(), OWNER)
        assert (busy.value.status, busy.value.retry_after) == (503, 5)
        assert len(decoders()) == 2
    assert decoders() == []


async def test_one_person_leaves_room_for_others(monkeypatch: pytest.MonkeyPatch):
    decoder = ProcessPictureDecoder(at_once=1, waiting=5, per_owner=2)
    with monkeypatch.context() as patched:
        instead(patched, SLEEPER)
        async with waiting(decoder, 2):
            with pytest.raises(PhotosBusy):
                await decoder.process(jpeg(), OWNER)
            others = asyncio.create_task(decoder.process(jpeg(), OWNER + 1))
            # Its turn comes when the first two are gone.
            await asyncio.sleep(0)
            patched.undo()
    full, _ = await others
    assert full.width == 64


async def test_a_cancelled_picture_ends_its_process_and_frees_its_place(monkeypatch: pytest.MonkeyPatch):
    decoder = ProcessPictureDecoder(at_once=1, waiting=1)
    with monkeypatch.context() as patched:
        instead(patched, SLEEPER)
        async with waiting(decoder, 2):
            pass
    assert decoders() == []
    for _ in range(3):
        await decoder.process(jpeg(), OWNER)


@pytest.mark.parametrize(
    ("signal_number", "refusal"),
    [(signal.SIGSEGV, PhotoUndecodable), (signal.SIGXCPU, PhotoTooSlow), (signal.SIGKILL, PhotosBusy)],
)
async def test_a_process_that_is_ended_says_by_what(
    monkeypatch: pytest.MonkeyPatch, signal_number: signal.Signals, refusal: type[Exception]
):
    instead(monkeypatch, f"import os; os.kill(os.getpid(), {int(signal_number)})")
    with pytest.raises(refusal):
        await ProcessPictureDecoder().process(bytes(1_000_000), OWNER)


async def test_a_process_that_cannot_start_is_not_the_pictures_fault(monkeypatch: pytest.MonkeyPatch):
    instead(monkeypatch, "raise SystemExit(1)")
    with pytest.raises(PhotosBusy):
        await ProcessPictureDecoder().process(jpeg(), OWNER)


async def test_what_nobody_foresaw_is_no_refusal(monkeypatch: pytest.MonkeyPatch):
    instead(monkeypatch, """print('{"failed": "Traceback: ..."}')""")
    with pytest.raises(RuntimeError, match="Traceback"):
        await ProcessPictureDecoder().process(jpeg(), OWNER)


def real(script: str) -> str:
    """The decoder's own process, with something changed in it."""
    return f"from autoservice.modules.progress.pictures import __main__ as child\n{script}\nchild.main()"


async def test_memory_is_bounded_by_the_system(monkeypatch: pytest.MonkeyPatch):
    instead(monkeypatch, real("child.MEMORY_BYTES = 64 << 20"))
    with pytest.raises(PhotoNeedsMemory) as refused:
        # Whole, and of few enough pixels; four bytes each.
        await ProcessPictureDecoder().process(png_of(4_500, 4_500, bytes(13_501 * 4_500)), OWNER)
    assert refused.value.params == {"limit": 768}


async def test_time_is_bounded_by_the_system(monkeypatch: pytest.MonkeyPatch):
    forever = "child.process_photo = lambda data: [None for _ in iter(int, 1)]"
    instead(monkeypatch, real(f"child.CPU_SECONDS = 1\n{forever}"))
    with pytest.raises(PhotoTooSlow):
        await ProcessPictureDecoder().process(jpeg(), OWNER)


PARENT = """
import asyncio, sys
from autoservice.adapters import picture_process
script = '''
from autoservice.modules.progress.pictures import __main__ as child
import time
def decode(data):
    time.sleep(600)
child.process_photo = decode
child.main()
'''
picture_process.COMMAND = (sys.executable, "-c", script)
asyncio.run(picture_process.ProcessPictureDecoder().process(b"picture", 1))
"""


async def test_a_decoder_dies_with_a_parent_that_is_killed():
    with subprocess.Popen(  # noqa: ASYNC220 - starting is quick
        [sys.executable, "-c", PARENT], cwd=ROOT
    ) as parent:
        await until(lambda: bool(psutil.Process(parent.pid).children()))
        [decoder] = psutil.Process(parent.pid).children()
        # Its second thread waits for the parent's end: from now on it is decoding.
        await until(lambda: decoder.num_threads() > 1)
        os.kill(parent.pid, signal.SIGKILL)
    gone, alive = await asyncio.to_thread(psutil.wait_procs, [decoder], 60)
    assert alive == []
    assert gone


async def test_the_process_knows_no_secrets(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("AUTOSERVICE_DATABASE_URL", "postgresql://user:canary@host/name")
    instead(monkeypatch, """import json, os; print(json.dumps({"failed": str(dict(os.environ))}))""")
    with pytest.raises(RuntimeError) as told:
        await ProcessPictureDecoder().process(jpeg(), OWNER)
    assert "PATH" in str(told.value)
    assert "canary" not in str(told.value)
