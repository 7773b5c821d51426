"""The content's own ways of asking reach the classifier, a few an entry, each under one intent."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import yaml

from nlu.content_importer import ASKS_AN_ENTRY, CONTENT, INTENTS, ContentImporter, content_examples

INVENTED = """\
- id: invented-fund
  kind: fund
  name: The Invented Fund
  also_asked: [one word please, money for an invented hall, invented, who is the invented funder]
- id: invented-guidance
  kind: guidance
  name: What is invented?
  also_asked:
    - is any of this invented
    - Money for an invented hall
"""


def test_each_kind_gives_its_intent_and_each_text_counts_once(tmp_path: Path) -> None:
    (tmp_path / "funds.yml").write_text(INVENTED, "utf-8")
    found = dict(content_examples(tmp_path))
    assert found["who is the invented funder"] == "find_funding"
    assert found["is any of this invented"] == "ask"
    assert [text.lower() for text in found].count("money for an invented hall") == 1
    assert "invented" not in found


def test_danger_and_places_are_left_to_others(tmp_path: Path) -> None:
    folders = ("guidance/safety.yml", "places/towns.yml", "crisis/replies.yml", "deciders/a.yml")
    for name in (*folders, "to-confirm.yml"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(INVENTED, "utf-8")
    assert list(content_examples(tmp_path)) == []


def test_the_real_content_gives_examples_of_every_kind() -> None:
    examples = list(content_examples(CONTENT))
    assert set(INTENTS.values()) == {intent for _, intent in examples}
    assert examples == list(content_examples(CONTENT))


def test_no_entry_gives_more_than_its_share() -> None:
    entries = [
        entry
        for path in (CONTENT / "funds").glob("*.yml")
        for entry in yaml.safe_load(path.read_text("utf-8"))
    ]
    owner = {text: entry["id"] for entry in entries for text in entry.get("also_asked", [])}
    counts = Counter(owner[text] for text, _ in content_examples(CONTENT) if text in owner)
    assert max(counts.values()) <= ASKS_AN_ENTRY


def test_rasa_gets_messages_and_nothing_else() -> None:
    importer = ContentImporter()
    assert importer.get_nlu_data().intents == set(INTENTS.values())
    assert importer.get_config() == {}
    assert importer.get_stories().is_empty()
