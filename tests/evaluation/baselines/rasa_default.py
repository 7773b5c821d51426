"""The second baseline: Rasa's default pipeline, trained on the same data.

The training data are the project's own intents and one retrieval intent, `ask/<entry>`, for each
entry of the content that has question variants; the pipeline is that of `rasa init`. The engine's
environment trains and reads; here only the files between the two are written and judged. Where it
would need a list or a conversation it is credited with the right intent alone.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from knowledge.content_schema import Entry
from launch.commands import environment
from launch.layout import Layout
from launch.rooms import ENGINE_QUIET, NLU_DATA
from tests.evaluation.baselines.full_text import answer_of
from tests.evaluation.expectations import Expected, Question
from tests.evaluation.judge import RIGHT, Answer, Judge, Outcome, Verdict
from tests.evaluation.options import HERE, ROOT
from tests.evaluation.playing import Played

FOLDER = ROOT / "var" / "baseline"
LEAST_EXAMPLES = 2
ASK = "ask"
Read = Mapping[str, Any]
Leads = Mapping[str, Sequence[str]]


def play_rasa_default(questions: Sequence[Question], judge: Judge, epochs: int) -> list[Played]:
    """Trains, unless the model at hand is of the same data, and plays all questions."""
    leads = _leads_of_intents()
    _train(list(judge.records.entries.values()), leads, epochs)
    played = []
    for question, read in zip(questions, _read_all([q.ask for q in questions]), strict=True):
        answer, verdict = judged(question.expected, read, judge, leads)
        played.append(Played(question, answer, verdict))
    return played


def judged(expected: Expected, read: Read, judge: Judge, leads: Leads) -> tuple[Answer, Verdict]:
    """Judges what the pipeline made of a question.

    Args:
        expected: What would be right.
        read: `intent` and, for a question of fact, `entry`, the id of its best response.
        judge: The judge of everything else.
        leads: For each intent of the project what it leads to, as `intents.yml` has it.
    """
    intent = read["intent"]
    if intent == ASK and read["entry"] in judge.records.entries:
        answer = answer_of([judge.records.entries[read["entry"]]])
        return answer, judge.verdict(expected, answer)
    answer = Answer(f"intent: {intent}")
    wanted = {expected.door, expected.or_door, expected.list_kind, *expected.entries}
    if wanted & set(leads.get(intent, ())):
        return answer, RIGHT
    outcome = Outcome.REFUSED if intent == "nlu_fallback" else Outcome.WRONG
    return answer, Verdict(outcome, f"intent {intent}")


def training_data(
    entries: Iterable[Entry], own: Iterable[Path], left_out: set[str]
) -> dict[str, Any]:
    """Returns Rasa training data: the project's own, and a retrieval intent of the content.

    Args:
        entries: The content; one with fewer than two question variants cannot be learned.
        own: The project's training files.
        left_out: Intents of the project that stand for any question of fact.
    """
    blocks = []
    for path in own:
        document = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
        blocks += [
            block for block in document.get("nlu", []) if block.get("intent") not in left_out
        ]
    responses = {}
    for entry in entries:
        if len(entry.also_asked) >= LEAST_EXAMPLES:
            asked = "".join(f"- {line}\n" for line in [entry.name, *entry.also_asked])
            blocks.append({"intent": f"{ASK}/{entry.id}", "examples": asked})
            responses[f"utter_{ASK}/{entry.id}"] = [{"text": entry.name}]
    return {"version": "3.1", "nlu": blocks, "responses": responses}


def _leads_of_intents() -> Leads:
    return dict(yaml.safe_load((HERE / "baselines" / "intents.yml").read_text(encoding="utf-8")))


def _train(entries: Sequence[Entry], leads: Leads, epochs: int) -> None:
    own = sorted((ROOT / NLU_DATA).rglob("*.yml"))
    left_out = {intent for intent, to in leads.items() if ASK in to}
    data = training_data(entries, own, left_out)
    config = (HERE / "baselines" / "rasa_init.yml").read_text(encoding="utf-8")
    config = config.replace("epochs: 100", f"epochs: {epochs}")
    text = json.dumps(data) + config
    stamp = FOLDER / "trained-from.txt"
    fingerprint = hashlib.sha256(text.encode()).hexdigest()
    if stamp.exists() and stamp.read_text(encoding="utf-8") == fingerprint:
        return
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / "config.yml").write_text(config, encoding="utf-8")
    (FOLDER / "nlu.yml").write_text(
        yaml.safe_dump(data, sort_keys=False, allow_unicode=True), encoding="utf-8"
    )
    print("Training Rasa's default pipeline; this takes long.", flush=True)
    began = time.monotonic()
    _engine("-m", "rasa", "train", "nlu", "--config", "config.yml", "--nlu", "nlu.yml",
            "--out", "models", "--fixed-model-name", "default")  # fmt: skip
    print(f"Trained in {time.monotonic() - began:.0f} s.", flush=True)
    stamp.write_text(fingerprint, encoding="utf-8")


def _read_all(asked: list[str]) -> list[Read]:
    (FOLDER / "questions.json").write_text(json.dumps(asked), encoding="utf-8")
    script = HERE / "baselines" / "rasa_reader.py"
    _engine(str(script), "models/default.tar.gz", "questions.json", "read.json")
    read: list[Read] = json.loads((FOLDER / "read.json").read_text(encoding="utf-8"))
    return read


def _engine(*arguments: str) -> None:
    python = Layout.of(ROOT).python("engine")
    with (FOLDER / "rasa.log").open("ab") as log:
        subprocess.run(
            [str(python), *arguments],
            cwd=FOLDER,
            env=environment(ENGINE_QUIET),
            stdout=log,
            stderr=log,
            check=True,
        )
