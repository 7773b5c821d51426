"""One trained understanding a session, from the project's own data."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.nlu.tokenizers.whitespace_tokenizer import WhitespaceTokenizer
from rasa.shared.importers.importer import TrainingDataImporter
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.utils.io import read_config_file

from nlu.components.sentence_featurizer import SentenceFeaturizer
from nlu.components.signpost_classifier import SignpostClassifier
from nlu.components.signpost_entities import SignpostEntities

CONTEXT = ExecutionContext(GraphSchema({}), node_name="node")


def part_of_config(component: type) -> dict[str, Any]:
    """Returns a component's settings, config.yml over its own defaults."""
    for part in read_config_file("config.yml")["pipeline"]:
        if part["name"].split(".")[-1] == component.__name__:
            return {**component.get_default_config(), **part}  # type: ignore[attr-defined]
    raise AssertionError(f"config.yml names no {component.__name__}")


@dataclass
class Understanding:
    """The pipeline of config.yml, trained, stored and loaded again."""

    steps: list[Any]
    threshold: float

    def of(self, text: str) -> Message:
        """Returns a message as the engine would understand it."""
        messages = [Message({"text": text})]
        for step in self.steps:
            messages = step.process(messages)
        return messages[0]

    def intent(self, text: str) -> str:
        """Returns the name of the intent."""
        return str(self.of(text).get("intent")["name"])


@pytest.fixture(scope="session")
def understanding(tmp_path_factory: pytest.TempPathFactory) -> Understanding:
    """Trains as `rasa train` does, without the policies."""
    storage = LocalModelStorage(tmp_path_factory.mktemp("model"))
    resource = Resource("classifier")
    data = TrainingDataImporter.load_from_config(
        "config.yml", "domain.yml", ["nlu/data"]
    ).get_nlu_data()
    tokenizer = WhitespaceTokenizer(WhitespaceTokenizer.get_default_config())
    first = [
        tokenizer,
        SentenceFeaturizer.create(
            part_of_config(SentenceFeaturizer), storage, Resource("f"), CONTEXT
        ),
        SignpostEntities.create(part_of_config(SignpostEntities), storage, Resource("e"), CONTEXT),
    ]
    for step in first:
        data = step.process_training_data(data)
    config = part_of_config(SignpostClassifier)
    SignpostClassifier.create(config, storage, resource, CONTEXT).train(data)
    loaded = SignpostClassifier.load(config, storage, resource, CONTEXT)
    return Understanding([*first, loaded], loaded._threshold)


@pytest.fixture(scope="session")
def named() -> Callable[[Message], dict[str, Any]]:
    """Reads entities as a dictionary of kind to value."""

    def read(message: Message) -> dict[str, Any]:
        return {entity["entity"]: entity["value"] for entity in message.get("entities")}

    return read


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """A content folder with one place and one organisation, all invented."""
    (tmp_path / "places").mkdir()
    (tmp_path / "places" / "one.yml").write_text(
        "- {id: place-nether-wallop, name: Nether Wallop, place_kind: village,"
        " other_names: [The Wallop], in_county: true}\n"
        "- {id: outcode-zz9, name: ZZ9, place_kind: outcode}\n",
        "utf-8",
    )
    (tmp_path / "organisations.yml").write_text(
        "- {id: wallop-trust, name: Wallop Community Trust (WCT)}\n", "utf-8"
    )
    (tmp_path / "words.yml").write_text("- The Wallop\n", "utf-8")
    (tmp_path / "elsewhere.yml").write_text("- Atlantis\n", "utf-8")
    return tmp_path
