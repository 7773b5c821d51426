"""Training examples from real questions: read and approved by people, then written to a file.

    python -m knowledge.editing.examples --out nlu/data/nlu/from-questions.yml

An approved example changes nothing by itself. The command writes all of them, sorted, so that the
difference can be read like any other before `make train`.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy.orm import Session

from knowledge.commands import open_session, run_command, say
from knowledge.editing.proposing import was_approved_by_two
from knowledge.editing.text_changes import list_changes
from knowledge.errors import InvalidInput
from knowledge.files import whole_file
from knowledge.models import TextChange
from knowledge.search.words import plain
from knowledge.settings import Settings

FAMILY = "example"
"""The family of text changes that hold examples: the key is the intent and a part of the text."""

LONGEST = 200
_ROOT = Path(__file__).parents[2]
_APART = ("tests/evaluation/questions", "tests/nlu/held_out.yml", "tests/evaluation/crisis.yml")
_WORD = re.compile(r"[a-z0-9]+")


@lru_cache(maxsize=1)
def intents() -> tuple[str, ...]:
    """Returns the intents that have examples, in the order of the domain."""
    domain = yaml.safe_load((_ROOT / "domain.yml").read_text("utf-8"))
    names = (item if isinstance(item, str) else next(iter(item)) for item in domain["intents"])
    return tuple(name for name in names if name in _with_examples())


def _with_examples() -> set[str]:
    found = set()
    for path in sorted((_ROOT / "nlu" / "data" / "nlu").glob("*.yml")):
        for item in yaml.safe_load(path.read_text("utf-8")).get("nlu") or []:
            found.add(str(item.get("intent", "")))
    return found


@lru_cache(maxsize=1)
def _kept_apart() -> str:
    """The texts by which Signpost is judged, as one text: no example may be one of them."""
    found = []
    for name in _APART:
        path = _ROOT / name
        for file in sorted(path.glob("*.yml")) if path.is_dir() else [path]:
            if file.is_file():
                found.append(plain(file.read_text("utf-8")))
    return f" {' '.join(_WORD.findall(' '.join(found)))} "


def check_example(intent: str, text: str) -> str:
    """Returns an example in one line.

    Raises:
        InvalidInput: When the intent is none, it says nothing or too much, still holds a mark of
            something masked, has marks that mean something in training files, or is one of the
            texts by which Signpost is judged.
    """
    text = " ".join(text.split())
    if intent not in intents():
        raise InvalidInput("Please choose what the person wants to do from the list.")
    if not _WORD.search(text.lower()) or len(text) > LONGEST:
        raise InvalidInput(f"Please give one question, in at most {LONGEST} characters.")
    if "removed]" in text:
        raise InvalidInput("Please write it anew without what was removed from it.")
    if any(mark in text for mark in "[](){}|<>`"):
        raise InvalidInput("Please leave out brackets and other marks.")
    words = " ".join(_WORD.findall(plain(text)))
    if len(words.split()) > 3 and f" {words} " in _kept_apart():
        raise InvalidInput("Signpost is judged by this very question, so it must not learn it.")
    return text


def key_of(intent: str, text: str) -> str:
    """Returns the key of an example: the same words, the same key."""
    return f"{intent}.{'-'.join(_WORD.findall(plain(text)))}"[:120]


def approved_examples(session: Session) -> dict[str, list[str]]:
    """Returns the examples that two people have approved, by intent, sorted."""
    found: dict[str, set[str]] = {}
    changes: list[TextChange] = list_changes(session, ["approved"], family=FAMILY, limit=100_000)
    for change in changes:
        if was_approved_by_two(change) and isinstance(change.after, str):
            found.setdefault(change.key.partition(".")[0], set()).add(change.after)
    return {intent: sorted(texts) for intent, texts in sorted(found.items())}


class _Literal(str):
    """Text that YAML writes line by line."""


def _literal(dumper: Any, data: _Literal) -> Any:
    return dumper.represent_scalar("tag:yaml.org,2002:str", data, style="|")


def as_training_data(examples: dict[str, list[str]]) -> str:
    """Returns a file of training data in Rasa's format."""

    class Dumper(yaml.SafeDumper):
        """Writes examples line by line."""

    Dumper.add_representer(_Literal, _literal)
    nlu = [
        {"intent": intent, "examples": _Literal("".join(f"- {text}\n" for text in texts))}
        for intent, texts in examples.items()
    ]
    head = "# Examples from questions that were not understood, approved by two people each.\n"
    data = {"version": "3.1", "nlu": nlu}
    return head + yaml.dump(data, Dumper=Dumper, sort_keys=False, allow_unicode=True)


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command; returns 0, or 1 after saying on standard error what is wrong."""
    parser = argparse.ArgumentParser(prog="python -m knowledge.editing.examples")
    parser.add_argument("--out", required=True, help="the file of training data to write")
    chosen = parser.parse_args(arguments)
    return run_command(lambda settings: _write(settings, Path(chosen.out)))


def _write(settings: Settings, path: Path) -> None:
    with open_session(settings) as session:
        examples = approved_examples(session)
    if not examples:
        say("No example has been approved: nothing was written.")
        return
    with whole_file(path) as part:
        part.write_text(as_training_data(examples), "utf-8")
    count = sum(len(texts) for texts in examples.values())
    say(f"{path}: {count:,} examples. Read the difference, then `make train`.")


if __name__ == "__main__":
    raise SystemExit(main())
