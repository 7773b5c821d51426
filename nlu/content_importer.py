# ruff: noqa: ARG002 - the signatures are Rasa's
"""Brings the content's own ways of asking into the training data, beside the files of `nlu/data`.

Hundreds of entries say how people ask for them. Without them the classifier would know a question
of fact from a few hundred examples, and take many of ours for questions that are not. They are
named in `config.yml` under `importers`, so `rasa train`, `rasa test` and `rasa data validate` see
them too.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from rasa.shared.core.domain import Domain
from rasa.shared.core.training_data.structures import StoryGraph
from rasa.shared.importers.importer import TrainingDataImporter
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

CONTENT = Path("knowledge/content")
ASKS_AN_ENTRY = 2
"""How many ways of asking each entry gives; more would drown the intents that have few."""

INTENTS = {
    "guidance": "ask",
    "contact": "ask",
    "organisation": "ask",
    "legal_form": "ask",
    "fund": "find_funding",
    "opportunity": "find_volunteering",
    "service": "find_local_help",
    "case_study": "find_case_studies",
}
"""What a person wants who asks for an entry of each kind."""


class ContentImporter(TrainingDataImporter):
    """Gives the ways of asking as examples; gives no domain, stories or configuration."""

    def __init__(
        self,
        config_file: str | None = None,
        domain_path: str | None = None,
        training_data_paths: Any = None,
        **_options: Any,
    ) -> None:
        """Takes what Rasa hands to every importer; the content lies where it lies."""

    def get_domain(self) -> Domain:
        """Returns an empty domain."""
        return Domain.empty()

    def get_stories(self, exclusion_percentage: int | None = None) -> StoryGraph:
        """Returns no stories."""
        return StoryGraph([])

    def get_conversation_tests(self) -> StoryGraph:
        """Returns no test stories."""
        return StoryGraph([])

    def get_config(self) -> dict[str, Any]:
        """Returns no configuration."""
        return {}

    def get_config_file_for_auto_config(self) -> str | None:
        """Returns None: nothing here is to be filled in."""
        return None

    def get_nlu_data(self, language: str | None = "en") -> TrainingData:
        """Returns at most `ASKS_AN_ENTRY` examples an entry, the same ones every time."""
        return TrainingData(
            [Message.build(text, intent) for text, intent in content_examples(CONTENT)]
        )


def content_examples(folder: Path) -> Iterator[tuple[str, str]]:
    """Yields `(text, intent)`, each text once, in the order of the files.

    Entries about danger are left out: the application answers those before the engine is asked.
    """
    seen: set[str] = set()
    for path in sorted(folder.rglob("*.yml")):
        if path.parent.name in {
            "places",
            "crisis",
            "deciders",
            "practice",
            "words",
        } or path.name in {
            "to-confirm.yml",
            "safety.yml",
        }:
            continue
        for entry in yaml.load(path.read_text("utf-8"), Loader=yaml.CSafeLoader):
            for text in _chosen(entry):
                if text.lower() not in seen:
                    seen.add(text.lower())
                    yield text, INTENTS[entry["kind"]]


def _chosen(entry: dict[str, Any]) -> list[str]:
    """Returns the ways of asking whose hashes come first, so that an edit moves few others."""
    asks = [text for text in entry.get("also_asked") or [] if len(text.split()) > 1]
    asks.sort(key=lambda text: hashlib.sha256(text.encode()).hexdigest())
    return asks[:ASKS_AN_ENTRY]
