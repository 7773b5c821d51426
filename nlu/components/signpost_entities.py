# ruff: noqa: ARG003 - the signatures are Rasa's
"""Finds places, postcodes, organisations, ages, sums of money and dates in what people type."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import (
    ENTITIES,
    ENTITY_ATTRIBUTE_END,
    ENTITY_ATTRIBUTE_START,
    ENTITY_ATTRIBUTE_TYPE,
    ENTITY_ATTRIBUTE_VALUE,
    TEXT,
)
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

import nlu.entities
from nlu import fingerprints
from nlu.entities.found import Found
from nlu.entities.masking import masked
from nlu.entities.names import files, read_names
from nlu.entities.pipeline import Finder

MASKED_TEXT = "signpost_masked_text"
"""The key of a message's text with places, postcodes, ages, money and dates masked."""


@DefaultV1Recipe.register(
    [
        DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR,
        # So that Rasa shows it the training data too, which then has its masked texts.
        DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER,
    ],
    is_trainable=False,
)
class SignpostEntities(GraphComponent, EntityExtractorMixin):
    """Sets entities by the project's own spaCy pipeline, built from the content when loaded.

    Nothing is learned: a place that an editor adds is known at the engine's next start. Beside the
    entities every message gets its masked text, for the classifier.
    """

    @classmethod
    def required_components(cls) -> list[type]:
        """Components that should be included in the pipeline before this component."""
        return []

    @staticmethod
    def required_packages() -> list[str]:
        """Any extra python dependencies required for this component to run."""
        return ["spacy"]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """The component's default config (see parent class for full docstring)."""
        return {
            # The folder of the content files, from the project's root.
            "content": "knowledge/content",
            # Place names that are ordinary words too.
            "word_like": "knowledge/content/words/places-that-are-words.yml",
            # Places that the county does not serve: masked for the classifier, no entities.
            "elsewhere": "knowledge/content/words/far-places.yml",
        }

    def __init__(self, config: dict[str, Any]) -> None:
        """Reads the content and builds the pipeline."""
        self._finder = Finder(read_names(*_paths(config)))

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SignpostEntities:
        """Creates a new component (see parent class for full docstring)."""
        return cls(config)

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """Returns what Rasa does not see: the content read, and the modules that find."""
        settings = {**cls.get_default_config(), **config}
        return fingerprints.of_files([*files(*_paths(settings)), *nlu.entities.__path__, __file__])

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Gives the training examples their masked texts, and no entities."""
        for message in training_data.training_examples:
            if isinstance(message.get(TEXT), str):
                message.set(MASKED_TEXT, masked(message.get(TEXT), self._find(message)))
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Adds entities to messages, in place, in the order of the text."""
        for message in messages:
            if not isinstance(message.get(TEXT), str):
                continue
            found = self._find(message)
            named = self.add_extractor_name(
                [_as_entity(one) for one in found if one.kind != "elsewhere"]
            )
            message.set(ENTITIES, [*message.get(ENTITIES, []), *named], add_to_output=True)
            message.set(MASKED_TEXT, masked(message.get(TEXT), found))
        return messages

    def _find(self, message: Message) -> list[Found]:
        return self._finder.find(message.get(TEXT))


def _paths(settings: dict[str, Any]) -> tuple[Path, Path, Path]:
    return Path(settings["content"]), Path(settings["word_like"]), Path(settings["elsewhere"])


def _as_entity(found: Found) -> dict[str, Any]:
    return {
        ENTITY_ATTRIBUTE_TYPE: found.kind,
        ENTITY_ATTRIBUTE_START: found.start,
        ENTITY_ATTRIBUTE_END: found.end,
        ENTITY_ATTRIBUTE_VALUE: found.value,
    }
