"""What can stop the launcher, each told in one plain sentence and never as a traceback."""

from __future__ import annotations

import errno
import re
from collections.abc import Iterable
from pathlib import Path


class Problem(Exception):
    """Something that stops the launcher; its text is one sentence for the person who started it."""


class Stopped(BaseException):
    """The launcher was told to stop by a signal while it was busy; everything started is ended."""


DISK_FULL = "The disk is full: free at least 4 GB and run the same command again"
NO_NETWORK = (
    "The package registry cannot be reached, and the first set-up needs it: check the network "
    "and run the same command again"
)
NO_COMPILER = (
    "A package has to be built here and no C compiler was found: install one "
    "(on Debian: apt-get install build-essential) and run the same command again"
)
WRONG_HASH = (
    "A downloaded package is not the one that is pinned, so it was not installed: clear the "
    "package cache (uv cache clean) and run the same command again"
)
NOT_ALLOWED = "A file or folder may not be written: give this user the right to write here"
OUT_OF_MEMORY = "The machine ran out of memory: 3 GB should be free during the set-up"

_CONTROL = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|[\x00-\x08\x0b-\x1f\x7f]")

# The first sign found in a failed program's output decides, so the surest come first.
_SIGNS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"No space left on device|os error 28\b|database or disk is full"), DISK_FULL),
    (re.compile(r"[Hh]ash mismatch|DO NOT MATCH THE HASHES"), WRONG_HASH),
    (
        re.compile(
            r"command '?\S*(gcc|cc|clang)'? failed: No such file|"
            r"No such file or directory: '\S*(gcc|cc|clang|c\+\+|g\+\+)'|"
            r"(gcc|cc|clang): (command )?not found|[Nn]o C compiler|linker `cc` not found"
        ),
        NO_COMPILER,
    ),
    (
        re.compile(
            r"dns error|failed to lookup address|Temporary failure in name resolution|"
            r"Name or service not known|Network is unreachable|NewConnectionError|"
            r"error sending request|client error \(Connect\)|Could not connect|"
            r"Connection refused|Request failed after \d+ retries|operation timed out",
            re.IGNORECASE,
        ),
        NO_NETWORK,
    ),
    (re.compile(r"MemoryError|Cannot allocate memory"), OUT_OF_MEMORY),
    (re.compile(r"Permission denied|Read-only file system"), NOT_ALLOWED),
)


def sign_in(output: str) -> str | None:
    """Returns the sentence for a cause that shows in a program's output, or None."""
    return next((sentence for pattern, sentence in _SIGNS if pattern.search(output)), None)


def failed_step(title: str, log: str, output: str, status: int) -> Problem:
    """Returns the problem of a step that ended badly.

    Args:
        title: What the step does, such as 'Training the Rasa model'.
        log: The log file, as the person would type it.
        output: What the program printed, or the end of it.
        status: The exit status; negative is the signal that ended it.
    """
    cause = sign_in(output) or (OUT_OF_MEMORY if status == -9 else None)
    if cause:
        return Problem(f"{cause} ({lower_first(title)} failed; the details are in {log}).")
    said = _last_words(output.splitlines())
    return Problem(f"{title} failed{said}; the details are in {log}.")


def from_os_error(error: OSError) -> Problem:
    """Returns the problem that an error of the operating system amounts to."""
    name = f" ({Path(error.filename).name})" if isinstance(error.filename, str) else ""
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return Problem(f"{DISK_FULL}{name}.")
    if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
        return Problem(f"{NOT_ALLOWED}{name}.")
    if error.errno == errno.ENOMEM:
        return Problem(f"{OUT_OF_MEMORY}.")
    return Problem(f"The operating system refused something: {error.strerror or error}{name}.")


def plain(text: str) -> str:
    """Returns a program's words without what colours a terminal."""
    return _CONTROL.sub("", text).strip()


def lower_first(text: str) -> str:
    """Returns `text` as it stands inside a sentence."""
    return text[:1].lower() + text[1:]


def _last_words(lines: Iterable[str]) -> str:
    """Returns ' (last line)' of a program's output, shortened, or nothing."""
    kept = [plain(line) for line in lines if plain(line)]
    return f" ({kept[-1][:300].rstrip('.')})" if kept else ""
