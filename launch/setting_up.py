"""The set-up: environments, then what is built from the project's files, in their order."""

from __future__ import annotations

import fcntl
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from launch import environments, rooms, steps
from launch.layout import Layout
from launch.progress import Progress
from launch.uv import Uv

EVERYTHING = ("application", "engine", "encoder", "crisis", "database", "ranker", "model")
FOR_TRAINING = ("application", "engine", "encoder", "model")
WITHOUT_ENGINE = ("application", "encoder", "crisis", "database", "ranker")


def set_up(layout: Layout, progress: Progress, parts: Iterable[str] = EVERYTHING) -> None:
    """Brings parts of the project up to date; what is up to date is left alone.

    Args:
        layout: Where things lie.
        progress: Where to show what is done.
        parts: What is needed, in the order of `EVERYTHING`.

    Raises:
        Problem: A part could not be made.
    """
    uv = Uv(layout, progress)
    makers = {
        "encoder": rooms.encoder,
        "crisis": rooms.crisis,
        "database": rooms.database,
        "ranker": rooms.ranker,
        "model": rooms.model,
    }
    with _alone(layout, progress):
        for part in parts:
            if part in makers:
                steps.ensure(makers[part](layout), layout, progress)
            else:
                environments.ensure(rooms.environments(uv)[part], layout, uv, progress)


@contextmanager
def _alone(layout: Layout, progress: Progress) -> Iterator[None]:
    """Keeps two set-ups of one clone apart: the second waits until the first has ended."""
    path = layout.root / "var" / "set-up.lock"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            progress.say("Another set-up is running in this folder; waiting until it has ended ...")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield
