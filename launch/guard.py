"""Starts one program that ends when the launcher ends, however the launcher ends.

Run as a file of its own: `python -I -S guard.py <launcher's process id> <program> [arguments]`. It
asks the kernel (Linux) to end this process with its parent, then becomes the program.
"""

from __future__ import annotations

import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def end_with_parent(parent: int) -> None:
    """Ties this process to its parent; does nothing where the kernel cannot."""
    if not sys.platform.startswith("linux"):
        return
    try:
        import ctypes
    except ImportError:
        return
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        # The parent ended before the tie was made.
        sys.exit(1)


if __name__ == "__main__":
    end_with_parent(int(sys.argv[1]))
    # Becoming the program is the point.
    os.execvp(sys.argv[2], sys.argv[2:])  # noqa: S606 # nosec B606
