"""Measures everything in one go and writes `docs/figures.md`: `make figures`.

    python -m tests.figures                  # everything, about two hours on two cores
    python -m tests.figures --only bench     # one or more of them; the others stay as they were

Each measure is a make target that anyone can run alone. The page says for each when, how long and
how it ended, and shows its own last lines unchanged: nothing is typed by hand.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "figures.md"
_ESCAPES = re.compile(r"\x1b\[[0-9;]*m")
_PROGRESS = re.compile(r": (?:done in|\d+ s so far)|\.\.\.$|^make\b")


@dataclass(frozen=True)
class Measure:
    """One make target.

    Attributes:
        target: Its name, which is its heading's anchor too.
        title: What it measures, for somebody who has not read the code.
        lines: How many of its last lines are shown.
    """

    target: str
    title: str
    lines: int = 40


MEASURES = (
    Measure("evaluate", "What is answered rightly", 60),
    Measure("bench", "How fast a turn is, beside Rasa's own starter bot"),
    Measure("bench-search", "How fast search is"),
    Measure("bench-import", "How fast a directory comes in"),
    Measure("bench-staff", "How fast staff and managers see what they ask for"),
    Measure("bench-load", "What a crowd does to it"),
    Measure("test-faults", "What happens when something breaks"),
)


def main(arguments: Sequence[str]) -> int:
    """Measures what is asked for, writes the page, and returns 1 when one target failed."""
    parser = argparse.ArgumentParser(prog="python -m tests.figures", description=__doc__)
    names = [measure.target for measure in MEASURES]
    parser.add_argument("--only", nargs="+", choices=names, default=names)
    chosen = parser.parse_args(arguments).only
    parts = parts_of(PAGE.read_text("utf-8")) if PAGE.exists() else {}
    failed = False
    for measure in MEASURES:
        if measure.target in chosen:
            sys.stderr.write(f"make {measure.target}\n")
            parts[measure.target], is_good = _measured(measure)
            failed |= not is_good
            PAGE.write_text(page_of(parts), "utf-8")
    return int(failed)


def page_of(parts: dict[str, str]) -> str:
    """Returns the page with the parts there are, in the order of the measures."""
    told = [_INTRODUCTION]
    told += [_marked(name.target, parts[name.target]) for name in MEASURES if name.target in parts]
    return "\n".join(told)


def parts_of(page: str) -> dict[str, str]:
    """Returns the parts of a page by their targets."""
    found = re.findall(r"<!-- (\S+): start -->\n(.*?)<!-- \1: end -->", page, flags=re.DOTALL)
    return dict(found)


def told(output: str, most: int) -> str:
    """Returns the last lines of a program's output, less the signs of its going on."""
    plain = _ESCAPES.sub("", output).replace("\r", "\n")
    lines = [line.rstrip() for line in plain.splitlines() if not _PROGRESS.search(line)]
    return "\n".join(lines[-most:]).strip("\n")


def _marked(target: str, part: str) -> str:
    return f"<!-- {target}: start -->\n{part}<!-- {target}: end -->\n"


def _measured(measure: Measure) -> tuple[str, bool]:
    began, at = time.monotonic(), datetime.now(UTC)
    load = os.getloadavg()[0]
    done = subprocess.run(
        ["make", "--no-print-directory", measure.target],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    spent = time.monotonic() - began
    ended = "every figure asked for was reached" if done.returncode == 0 else "not all was reached"
    part = (
        f"## {measure.title}\n\n`make {measure.target}`, {at:%-d %B %Y at %H:%M} UTC,"
        f" {spent / 60:.0f} minutes, version {_version()}, on {_machine()}, load {load:.1f} before"
        f" it began: {ended}.\n\n```\n{told(done.stdout, measure.lines)}\n```\n"
    )
    return part, done.returncode == 0


def _version() -> str:
    found = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return found.stdout.strip() or "unknown"


def _machine() -> str:
    pages = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    names = re.findall(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text("utf-8"))
    name = names[0] if names else "an unnamed processor"
    return f"{os.cpu_count()} cores of {name}, {pages / 2**30:.0f} GB"


_INTRODUCTION = """# Figures

Written by `make figures`, and by nothing else: machine, time and version stand with each. What the
figures mean, and what they are held against, is on the pages that belong to them:
[evaluation](evaluation.md), [speed](speed.md), [search](search.md), [insight](insight.md),
[load](load.md), [faults](faults.md). A busy machine makes every time longer, so the load is given
too.
"""

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
