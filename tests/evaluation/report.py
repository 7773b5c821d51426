"""Writes what came out: failures with what was said, and the table of the documentation."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from tests.evaluation.judge import Answer
from tests.evaluation.playing import Played, PlayedCrisis, PlayedDialogue

START, END = "<!-- figures: start -->", "<!-- figures: end -->"
SHOWN_CHARACTERS = 600


def failures(
    played: Iterable[Played],
    dialogues: Iterable[PlayedDialogue],
    crisis: Iterable[PlayedCrisis],
) -> str:
    """Returns every failure with what was asked, expected and said, as Markdown."""
    parts = ["# What was not right\n"]
    for line in crisis:
        if not line.verdict.is_right:
            wanted = ", ".join(line.line.classes) or "no crisis reply"
            parts.append(_part(f"crisis ({wanted})", line.line.text, line.verdict.why, line.answer))
    for item in played:
        if not item.verdict.is_right:
            question = item.question
            label = f"{question.subject} {question.number}, {question.voice}"
            label += f", {item.verdict.outcome}"
            parts.append(_part(label, question.ask, item.verdict.why, item.answer))
    for dialogue in dialogues:
        if not dialogue.verdict.is_right:
            parts.append(_dialogue_part(dialogue))
    return "\n".join(parts)


def put_figures(document: Path, figures: str) -> None:
    """Replaces what stands between the two markers of a document.

    Raises:
        ValueError: The document has not both markers.
    """
    text = document.read_text(encoding="utf-8")
    before, start, rest = text.partition(START)
    _, end, after = rest.partition(END)
    if not start or not end:
        raise ValueError(f"{document.name} lacks the markers {START} and {END}.")
    document.write_text(f"{before}{START}\n\n{figures}\n\n{END}{after}", encoding="utf-8")


def _part(label: str, asked: str, why: str, answer: Answer) -> str:
    cards = "; ".join(card.title for card in answer.cards[:5])
    choices = "; ".join(answer.choices[:5])
    said = (
        answer.text
        if len(answer.text) <= SHOWN_CHARACTERS
        else (answer.text[:SHOWN_CHARACTERS] + " ...")
    )
    lines = [f"## {label}", f"- asked: {asked}", f"- why: {why}"]
    lines += [f"- cards: {cards}"] if cards else []
    lines += [f"- choices: {choices}"] if choices else []
    return "\n".join([*lines, "- said:", "", *(f"> {line}" for line in said.splitlines()), ""])


def _dialogue_part(item: PlayedDialogue) -> str:
    lines = [f"## dialogue: {item.dialogue.file}, {item.dialogue.name}", f"- {item.verdict.why}"]
    for said, answered in item.transcript:
        lines += ["", f"resident: {said}", "", f"> {answered[:SHOWN_CHARACTERS]}"]
    return "\n".join([*lines, ""])
