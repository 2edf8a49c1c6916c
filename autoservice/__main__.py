"""``python -m autoservice``."""

from autoservice.cli import main

main()
