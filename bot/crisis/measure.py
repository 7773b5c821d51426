"""Measures the crisis check: `python -m bot.crisis.measure`.

On the evaluation list: how many lines of each class are found, by which net, and which ordinary
sentences are taken for a crisis. On the content: how many of the questions that entries answer are.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from bot.crisis.check import CrisisCheck, crisis_check
from bot.crisis.replies import NOT_CLEAR, CrisisReply
from knowledge.content_files import load_content
from knowledge.settings import Settings

EVALUATION_FILE = Path("tests/evaluation/crisis.yml")
SAFETY = "safety"


@dataclass(frozen=True)
class Line:
    """One line of the evaluation list.

    Attributes:
        text: What somebody typed.
        category: The class that it stands under.
        also: Classes whose reply would serve as well.
    """

    text: str
    category: str
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class Question:
    """One question that an entry of the content answers.

    Attributes:
        text: The question.
        is_safety: Whether its entry is about safety: a crisis reply to it is no false alarm.
    """

    text: str
    is_safety: bool


@dataclass(frozen=True)
class Tally:
    """What was found in lines of one class.

    Attributes:
        lines: How many there are.
        found: How many got a crisis reply.
        right: How many got a reply that serves.
        by_phrase: How many the phrase net found.
    """

    lines: int
    found: int
    right: int
    by_phrase: int


def read_evaluation(path: Path) -> tuple[list[Line], list[str]]:
    """Returns the crisis lines and the near misses of the evaluation list, in order."""
    data = yaml.safe_load(path.read_text("utf-8"))
    lines = [_line(name, item) for name, items in data["crisis"].items() for item in items]
    return lines, list(data["near_misses"])


def _line(category: str, item: str | dict[str, object]) -> Line:
    if isinstance(item, str):
        return Line(item, category)
    also = item.get("also", [])
    return Line(str(item["text"]), category, tuple(also) if isinstance(also, list) else ())


def content_questions(folder: str | Path) -> Iterator[Question]:
    """Yields the name, the question and the other askings of every entry but safety guidance."""
    for entry in load_content(folder).entries:
        if entry.id.startswith("safety-"):
            continue
        asked = [entry.name, getattr(entry, "question", None), *(entry.also_asked or ())]
        is_safety = SAFETY in (entry.topics or ())
        yield from (Question(text, is_safety) for text in asked if text)


def serves(reply: CrisisReply, line: Line) -> bool:
    """Says whether a reply is, or holds, one that serves the line."""
    given = {reply.category, *reply.also}
    return NOT_CLEAR in given or bool(given & {line.category, *line.also})


def tally(check: CrisisCheck, lines: Sequence[Line]) -> dict[str, Tally]:
    """Returns what was found, by class, in the order of the lines."""
    tallies: dict[str, Tally] = {}
    for line in lines:
        reply = check.check(line.text)
        was = tallies.get(line.category, Tally(0, 0, 0, 0))
        tallies[line.category] = Tally(
            was.lines + 1,
            was.found + (reply is not None),
            was.right + (reply is not None and serves(reply, line)),
            was.by_phrase + (reply is not None and reply.found_by == "phrase"),
        )
    return tallies


def alarms(check: CrisisCheck, texts: Sequence[str]) -> list[tuple[str, CrisisReply]]:
    """Returns the texts that got a crisis reply, each with it."""
    replies = ((text, check.check(text)) for text in texts)
    return [(text, reply) for text, reply in replies if reply is not None]


def report(check: CrisisCheck, evaluation: Path, content: str | Path) -> Iterator[str]:
    """Yields the report, line by line."""
    lines, near_misses = read_evaluation(evaluation)
    yield f"{'class':22}{'lines':>6}{'found':>7}{'right':>7}{'by phrase':>11}"
    tallies = tally(check, lines)
    for name, one in tallies.items():
        yield f"{name:22}{one.lines:6}{one.found:7}{one.right:7}{one.by_phrase:11}"
    sums = [sum(getattr(t, key) for t in tallies.values()) for key in Tally.__annotations__]
    yield f"{'all':22}{sums[0]:6}{sums[1]:7}{sums[2]:7}{sums[3]:11}"
    yield from (
        f"  not found ({line.category}): {line.text}"
        for line in lines
        if not check.check(line.text)
    )
    false = alarms(check, near_misses)
    yield f"near misses: {len(false)} of {len(near_misses)} got a crisis reply"
    yield from _named(false)
    questions = list(content_questions(content))
    ordinary = sorted({q.text for q in questions if not q.is_safety})
    safety = sorted({q.text for q in questions if q.is_safety} - set(ordinary))
    false, of_safety = alarms(check, ordinary), alarms(check, safety)
    yield f"ordinary content: {len(false)} of {len(ordinary)} questions ({_share(false, ordinary)})"
    yield from _named(false)
    yield f"content about safety: {len(of_safety)} of {len(safety)} ({_share(of_safety, safety)})"


def _named(false: Sequence[tuple[str, CrisisReply]]) -> Iterator[str]:
    yield from (f"  {reply.category} by {reply.found_by}: {text}" for text, reply in false)


def _share(some: Sequence[object], of: Sequence[object]) -> str:
    return f"{len(some) / max(1, len(of)):.2%}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints the report."""
    reader = argparse.ArgumentParser(description="Measures the crisis check.")
    reader.add_argument("--evaluation", type=Path, default=EVALUATION_FILE)
    options = reader.parse_args(arguments)
    check = crisis_check()
    if check.missing:
        sys.stdout.write(f"Phrases alone: {check.missing}\n")
    content = Settings.from_environment().content_folder
    for line in report(check, options.evaluation, content):
        sys.stdout.write(f"{line}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
