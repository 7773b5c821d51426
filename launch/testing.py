"""`make test`: every test of both environments, and one plain count at the end."""

from __future__ import annotations

import re
import shutil
import xml.etree.ElementTree as ElementTree  # of pytest's own report # nosec B405
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from launch import rooms
from launch.commands import run_logged, run_shown
from launch.layout import Layout
from launch.problems import Problem
from launch.progress import Progress
from launch.setting_up import WITHOUT_ENGINE, set_up

QUICK = ("-m", "not rasa and not browser and not slow")
NO_TESTS_FOUND = 5


@dataclass(frozen=True)
class Count:
    """How many tests of one kind ended how; `broken` when the run itself failed."""

    title: str
    passed: int
    failed: int
    skipped: int
    broken: bool = False

    @property
    def is_good(self) -> bool:
        """Whether nothing failed."""
        return not self.failed and not self.broken


def test(layout: Layout, progress: Progress, arguments: Sequence[str], *, quick: bool) -> int:
    """Sets up, runs the tests and says how they went.

    Args:
        layout: Where things lie.
        progress: Where to say it.
        arguments: Further arguments of pytest, for some of the application's tests alone.
        quick: Whether to leave out all that needs Rasa, a browser or more than a few seconds.

    Returns:
        0 when nothing failed, else 1.
    """
    if quick:
        set_up(layout, progress, WITHOUT_ENGINE)
        counts = [_application(layout, [*QUICK, *arguments])]
    else:
        set_up(layout, progress)
        counts = [_application(layout, arguments)]
        if not arguments:
            counts += [_engine(layout), _conversations(layout, progress)]
    return close(counts, progress)


def _application(layout: Layout, arguments: Sequence[str]) -> Count:
    return _pytest("Application tests", "application", layout, ["--ignore=tests/nlu", *arguments])


def _engine(layout: Layout) -> Count:
    return _pytest("Engine tests", "engine", layout, ["tests/nlu"])


def _pytest(title: str, environment: str, layout: Layout, arguments: Sequence[str]) -> Count:
    report = layout.root / "var" / "test-results" / f"{environment}.xml"
    report.unlink(missing_ok=True)
    status = run_shown(
        [
            *(str(layout.python(environment)), "-m", "pytest"),
            *(f"--junitxml={report}", *arguments),
        ],
        root=layout.root,
        extra=rooms.by_hand() if environment == "engine" else None,
    )
    passed, failed, skipped = counted(report)
    return Count(title, passed, failed, skipped, broken=status != 0 and failed == 0)


def counted(report: Path) -> tuple[int, int, int]:
    """Returns how many tests passed, failed and were skipped, by pytest's own report."""
    try:
        tree = ElementTree.parse(report)  # noqa: S314 # nosec B314
        suites = list(tree.getroot().iter("testsuite"))
    except (OSError, ElementTree.ParseError):
        return 0, 0, 0
    total, failed, skipped = (
        sum(int(suite.get(name, "0")) for suite in suites for name in names)
        for names in (("tests",), ("failures", "errors"), ("skipped",))
    )
    return total - failed - skipped, failed, skipped


def _conversations(layout: Layout, progress: Progress) -> Count:
    """Plays the test conversations against the trained model, and shows those that go wrong."""
    results = layout.root / rooms.CONVERSATION_RESULTS
    shutil.rmtree(results, ignore_errors=True)
    ended_well = True
    try:
        run_logged(
            rooms.conversations(layout),
            title="Playing the test conversations",
            log=layout.logs / "conversations.log",
            root=layout.root,
            progress=progress,
            extra=rooms.by_hand(),
        )
    except Problem as problem:
        progress.say(str(problem))
        ended_well = False
    failed, shown = stories(results / "failed_test_stories.yml")
    passed, _ = stories(results / "successful_test_stories.yml")
    if failed:
        progress.say(shown)
    broken = not (failed or passed) or (not ended_well and not failed)
    return Count("Test conversations", passed, failed, 0, broken=broken)


def stories(file: Path) -> tuple[int, str]:
    """Returns how many stories a file of Rasa's test results holds, and its text."""
    text = file.read_text(encoding="utf-8") if file.exists() else ""
    return len(re.findall(r"^\s*- story:", text, re.MULTILINE)), text


def close(counts: Sequence[Count], progress: Progress) -> int:
    """Says how all the tests went, the whole count on the last line; returns 0 when all is good."""
    progress.say("")
    for count in counts:
        progress.say(f"{count.title}: {_words(count)}")
    passed, failed, skipped = (
        sum(getattr(count, name) for count in counts) for name in ("passed", "failed", "skipped")
    )
    broken = [count.title for count in counts if count.broken]
    if broken:
        progress.say(f"Not run to the end: {', '.join(broken)}")
    progress.say(f"Total: {passed} passed, {failed + len(broken)} failed, {skipped} skipped")
    return 0 if all(count.is_good for count in counts) else 1


def _words(count: Count) -> str:
    words = f"{count.passed} passed, {count.failed} failed, {count.skipped} skipped"
    return f"{words} (did not run to the end)" if count.broken else words
