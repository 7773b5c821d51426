"""The training data is fit to learn from, and independent of what it is judged by."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml

from nlu.content_importer import content_examples

DATA = Path("nlu/data/nlu")
LEAST_EXAMPLES = 15
TAPPED_ONLY = {
    "choose_place", "choose_entry", "answer_task", "tell_outcome", "nlu_fallback",
}  # fmt: skip
STOCK_PHRASES = {"", "hello", "help", "thx", "restart", "start over", "start again"}
"""So short and so usual that nobody could avoid them."""


def plain(text: str) -> str:
    return " ".join(re.findall(r"[a-z0-9]+", text.lower()))


def examples() -> list[tuple[str, str]]:
    found = []
    for path in sorted(DATA.glob("*.yml")):
        for block in yaml.safe_load(path.read_text("utf-8"))["nlu"]:
            if "intent" not in block:
                continue
            for line in block["examples"].splitlines():
                text = re.sub(r"\[([^\]]+)\](\([^)]*\)|\{[^}]*\})", r"\1", line.strip()[2:])
                found.append((block["intent"], text))
    return found


def evaluation_lines(value: Any) -> list[str]:
    if isinstance(value, dict):
        asked = [str(value[key]) for key in ("ask", "says") if isinstance(value.get(key), str)]
        return asked + [line for item in value.values() for line in evaluation_lines(item)]
    if isinstance(value, list):
        return [line for item in value for line in evaluation_lines(item)]
    return []


def domain() -> dict[str, Any]:
    data: dict[str, Any] = yaml.safe_load(Path("domain.yml").read_text("utf-8"))
    return data


def test_every_intent_that_can_be_typed_has_enough_examples() -> None:
    names = [item if isinstance(item, str) else next(iter(item)) for item in domain()["intents"]]
    counts = {name: sum(intent == name for intent, _ in examples()) for name in names}
    few = {
        name: count
        for name, count in counts.items()
        if name not in TAPPED_ONLY and count < LEAST_EXAMPLES
    }
    assert few == {}


def test_no_example_stands_under_two_intents() -> None:
    intents: dict[str, set[str]] = {}
    for intent, text in examples():
        intents.setdefault(plain(text), set()).add(intent)
    assert {text: names for text, names in intents.items() if text and len(names) > 1} == {}


def test_every_intent_has_a_rule_and_every_rule_an_action_of_the_domain() -> None:
    rules = [
        rule
        for path in Path("nlu/data/rules").glob("*.yml")
        for rule in yaml.safe_load(path.read_text("utf-8"))["rules"]
    ]
    steps = [step for rule in rules for step in rule["steps"]]
    actions = {step["action"] for step in steps if "action" in step}
    intents = {step["intent"] for step in steps if "intent" in step}
    names = {item if isinstance(item, str) else next(iter(item)) for item in domain()["intents"]}
    assert names == intents
    assert actions <= set(domain()["actions"])


def test_nothing_that_is_judged_was_learned() -> None:
    judged = {
        plain(line)
        for path in Path("tests/evaluation").rglob("*.yml")
        for line in evaluation_lines(yaml.safe_load(path.read_text("utf-8")))
    }
    learned = {plain(text) for _, text in examples()}
    learned |= {plain(text) for text, _ in content_examples(Path("knowledge/content"))}
    assert len(judged) > 500
    assert sorted((judged & learned) - STOCK_PHRASES) == []
