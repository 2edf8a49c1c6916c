"""How long tests wait for what is sure to come: no test fails because the machine is slow."""

from typing import Final

# Ends what hangs; a test that passes never waits for it.
PATIENCE_SECONDS: Final = 90
PATIENCE_MS: Final = PATIENCE_SECONDS * 1000
