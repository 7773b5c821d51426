"""What the figures come to: the tables, the few lines under them and whether they are enough."""

from __future__ import annotations

import os
import platform
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from tests.evaluation import tables
from tests.evaluation.judge import is_crisis
from tests.evaluation.options import ROOT, Options
from tests.evaluation.playing import Played, PlayedCrisis, PlayedDialogue


@dataclass(frozen=True)
class Section:
    """One table with its title."""

    title: str
    table: str


def sections(
    played: Sequence[Played],
    dialogues: Sequence[PlayedDialogue],
    crisis: Sequence[PlayedCrisis],
    baselines: Mapping[str, Sequence[Played]],
) -> list[Section]:
    """Returns the tables: by subject, by voice, dialogues and crisis lines."""
    total = {name: [tables.everything(items)] for name, items in baselines.items()}
    subjects = {n: tables.by_subject(i) + total[n] for n, i in baselines.items()}
    voices = {n: tables.by_voice(i) + tables.hard_ones(i) for n, i in baselines.items()}
    shown = [
        Section(
            "By subject",
            tables.markdown(
                "subject", tables.by_subject(played) + [tables.everything(played)], subjects
            ),
        ),
        Section(
            "By voice",
            tables.markdown("voice", tables.by_voice(played) + tables.hard_ones(played), voices),
        ),
    ]
    if dialogues:
        shown.append(Section("Dialogues", _dialogues(dialogues)))
    if crisis:
        shown.append(Section("Crisis", _crisis(crisis)))
    return shown


def lines(
    played: Sequence[Played],
    dialogues: Sequence[PlayedDialogue],
    crisis: Sequence[PlayedCrisis],
) -> list[str]:
    """Returns the figures that matter most, a sentence each."""
    row = tables.everything(played)
    said = [
        f"{row.counts[tables.OUTCOMES[0]]} of {row.total} questions right "
        f"({row.right_percent:.1f} %)."
    ]
    alarms = sum(is_false_alarm(item) for item in played)
    said.append(f"{alarms} ordinary questions met with a crisis reply.")
    if dialogues:
        said.append(f"{_right(dialogues)} of {len(dialogues)} dialogues right.")
    if crisis:
        said.append(
            f"{_right(_needing(crisis))} of {len(_needing(crisis))} crisis messages right; "
            f"{_right(_near(crisis))} of {len(_near(crisis))} near misses left alone."
        )
    return said


def is_false_alarm(item: Played) -> bool:
    """Tells whether a question that is about no danger was met with a crisis reply."""
    expected = item.question.expected
    is_about_danger = expected.or_says or any(name.startswith("safety-") for name in expected.ids)
    return not is_about_danger and not item.verdict.is_right and is_crisis(item.answer)


def below_the_floor(
    played: Sequence[Played],
    dialogues: Sequence[PlayedDialogue],
    crisis: Sequence[PlayedCrisis],
    options: Options,
) -> list[str]:
    """Returns what is not good enough; nothing when all is. Crisis lines are all or nothing."""
    faults = []
    percent = tables.everything(played).right_percent
    if percent < options.floor_percent:
        faults.append(f"{percent:.1f} % of the questions right, {options.floor_percent:g} wanted")
    share = 100 * _right(dialogues) / len(dialogues) if dialogues else 100.0
    if share < options.dialogue_floor_percent:
        faults.append(
            f"{share:.1f} % of the dialogues right, {options.dialogue_floor_percent:g} wanted"
        )
    wrong = len(crisis) - _right(crisis)
    if wrong:
        faults.append(f"{wrong} crisis lines not right, every one must be")
    return faults


def document(shown: Sequence[Section], said: Sequence[str], seconds: float) -> str:
    """Returns the figures as they stand in the documentation, with date, machine and commit."""
    when = datetime.now(UTC).strftime("%-d %B %Y")
    head = f"Played on {when} in {seconds:.0f} seconds, on {machine()}, at commit {commit()}."
    parts = [f"### {section.title}\n\n{section.table}" for section in shown]
    return "\n\n".join([head, " ".join(said), *parts])


def machine() -> str:
    """Returns what kind of machine this is: processor, cores and memory, never its name."""
    model = platform.machine()
    for line in _read("/proc/cpuinfo").splitlines():
        if line.startswith("model name"):
            model = line.partition(":")[2].strip()
            break
    memory = next(
        (int(line.split()[1]) for line in _read("/proc/meminfo").splitlines()
         if line.startswith("MemTotal")),
        0,
    )  # fmt: skip
    return f"{os.cpu_count()} cores of {model} with {memory / 1024**2:.0f} GB"


def commit() -> str:
    """Returns the short name of the commit, with a plus sign when files differ from it."""
    name = _git("rev-parse", "--short", "HEAD") or "unknown"
    changed = _git("status", "--porcelain", "--untracked-files=no", "--", ".", ":!docs")
    return f"{name}+" if changed else name


def _git(*arguments: str) -> str:
    done = subprocess.run(
        ["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return done.stdout.strip() if done.returncode == 0 else ""


def _read(path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8")
    except OSError:
        return ""


def _right(items: Sequence[PlayedDialogue] | Sequence[PlayedCrisis]) -> int:
    return sum(item.verdict.is_right for item in items)


def _needing(crisis: Sequence[PlayedCrisis]) -> list[PlayedCrisis]:
    return [item for item in crisis if item.line.classes]


def _near(crisis: Sequence[PlayedCrisis]) -> list[PlayedCrisis]:
    return [item for item in crisis if not item.line.classes]


def _dialogues(dialogues: Sequence[PlayedDialogue]) -> str:
    lines = ["| dialogues | played | right |", "| --- | ---: | ---: |"]
    for file in sorted({item.dialogue.file for item in dialogues}):
        kept = [item for item in dialogues if item.dialogue.file == file]
        lines.append(f"| {file.replace('-', ' ')} | {len(kept)} | {_right(kept)} |")
    return "\n".join(lines)


def _crisis(crisis: Sequence[PlayedCrisis]) -> str:
    lines = ["| crisis lines | played | right |", "| --- | ---: | ---: |"]
    names = dict.fromkeys(item.line.classes[0] for item in _needing(crisis))
    for name in names:
        kept = [item for item in _needing(crisis) if item.line.classes[0] == name]
        lines.append(f"| {name.replace('_', ' ')} | {len(kept)} | {_right(kept)} |")
    near = _near(crisis)
    lines.append(f"| near misses, left alone | {len(near)} | {_right(near)} |")
    return "\n".join(lines)
