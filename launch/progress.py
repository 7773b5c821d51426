"""Tells the person at the keyboard what is going on.

On a terminal one line turns over with the seconds and the program's last words; anywhere else each
step is a plain line at its start and its end, with a sign of life between.
"""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

from launch.problems import plain

SIGN_OF_LIFE_SECONDS = 30.0
QUICK_SECONDS = 0.5
_SPINNER = "|/-\\"


class Progress:
    """Where the launcher's own lines go.

    Args:
        stream: The stream to write to; standard output when None.
    """

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stdout
        self.is_terminal = self._stream.isatty()

    def say(self, line: str) -> None:
        """Writes one line at once."""
        self._write(f"{line}\n")

    @contextmanager
    def step(self, title: str) -> Iterator[Ticker]:
        """Shows a step from its start to its end, also one that fails; the error passes on.

        A step that is over before anyone would look is not shown.
        """
        ticker = Ticker(self, title)
        try:
            yield ticker
        except BaseException:
            ticker.end("stopped after")
            raise
        ticker.end("done in" if ticker.is_shown else "")

    def replace_line(self, line: str) -> None:
        """Writes over the current line of a terminal."""
        width = shutil.get_terminal_size().columns - 1
        self._write(f"\r{line[:width]}\x1b[K")

    def _write(self, text: str) -> None:
        self._stream.write(text)
        self._stream.flush()


class Ticker:
    """One step's line; `tick` it several times a second.

    Attributes:
        is_shown: Whether the step took long enough to be shown.
    """

    def __init__(self, progress: Progress, title: str) -> None:
        self._progress = progress
        self._title = title
        self._started = time.monotonic()
        self._last_sign = self._started
        self._turns = 0
        self.is_shown = False

    def tick(self, detail: str = "") -> None:
        """Shows that the step is still going on.

        Args:
            detail: The program's last words, shown on a terminal only.
        """
        now = time.monotonic()
        seconds = now - self._started
        if seconds < QUICK_SECONDS:
            return
        if not self.is_shown and not self._progress.is_terminal:
            self._progress.say(f"{self._title} ...")
        self.is_shown = True
        if self._progress.is_terminal:
            self._turns += 1
            turn = _SPINNER[self._turns % len(_SPINNER)]
            line = f"{turn} {self._title} ({seconds:.0f} s) {plain(detail)}"
            self._progress.replace_line(line)
        elif now - self._last_sign >= SIGN_OF_LIFE_SECONDS:
            self._last_sign = now
            self._progress.say(f"{self._title}: {seconds:.0f} s so far")

    def end(self, word: str) -> None:
        """Shows that the step has ended, and after how many seconds.

        Args:
            word: What goes before the seconds; nothing is shown when it is empty.
        """
        if not word:
            return
        line = f"{self._title}: {word} {time.monotonic() - self._started:.1f} s"
        if self._progress.is_terminal:
            self._progress.replace_line(line)
            self._progress.say("")
        else:
            self._progress.say(line)
