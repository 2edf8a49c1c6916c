"""Timeouts of tests, so long that no test fails because the machine is slow."""

from typing import Final

# Ends a test that hangs; a test that passes never waits for it.
TIMEOUT_SECONDS: Final = 90
TIMEOUT_MS: Final = TIMEOUT_SECONDS * 1000
