"""Run a program that ends when its parent ends: ``python launch.py SIGNAL PARENT USER COMMAND...``.

A fixture's teardown does not run when pytest is killed hard. So the child asks the
kernel for SIGNAL at its parent's death (Linux; elsewhere nothing), becomes USER (``-``
for no change) and then the command itself, under the same process id.

This is a program of its own, not a ``preexec_fn``: that one is unsafe beside threads.
"""

import ctypes
import os
import pwd
import sys

PR_SET_PDEATHSIG = 1


def become(user: str) -> None:
    """Give up root for ``user``, for good."""
    account = pwd.getpwnam(user)
    os.setgroups([])
    os.setgid(account.pw_gid)
    os.setuid(account.pw_uid)


def end_with_parent(signal_number: int, parent: int) -> None:
    """Ask for a signal at the parent's death. Comes after ``become``, which would cancel it."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal_number)
    if os.getppid() != parent:
        sys.exit("The parent ended before this program began.")


def main(signal_number: str, parent: str, user: str, *command: str) -> None:
    """Become ``command``."""
    if user != "-":
        become(user)
    end_with_parent(int(signal_number), int(parent))
    os.execvp(command[0], command)  # noqa: S606 - no shell is wanted


if __name__ == "__main__":
    main(*sys.argv[1:])
