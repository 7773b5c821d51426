"""`make check`: format, lint, types, import directions and Rasa's own look at its data."""

from __future__ import annotations

from launch import rooms
from launch.commands import run_shown
from launch.layout import Layout
from launch.progress import Progress
from launch.setting_up import set_up


def check(layout: Layout, progress: Progress) -> int:
    """Runs every check, also after one has failed; returns 0 when all were good, else 1."""
    set_up(layout, progress, ("application", "engine", "encoder"))
    results: list[tuple[str, bool]] = []
    for title, command, extra in rooms.checks(layout):
        progress.say(f"== {title}")
        results.append((title, run_shown(command, root=layout.root, extra=extra) == 0))
    progress.say("")
    for title, is_good in results:
        progress.say(f"{title}: {'good' if is_good else 'FAILED'}")
    return 0 if all(is_good for _, is_good in results) else 1
