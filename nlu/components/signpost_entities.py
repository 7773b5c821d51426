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

import nlu.entities
from nlu import fingerprints
from nlu.entities.found import Found
from nlu.entities.names import files, read_names
from nlu.entities.pipeline import Finder


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class SignpostEntities(GraphComponent, EntityExtractorMixin):
    """Sets entities by the project's own spaCy pipeline, built from the content when loaded.

    Nothing is learned: a place that an editor adds is known at the engine's next start.
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
            "word_like": "knowledge/words/places-that-are-words.yml",
        }

    def __init__(self, config: dict[str, Any]) -> None:
        """Reads the content and builds the pipeline."""
        self._finder = Finder(read_names(Path(config["content"]), Path(config["word_like"])))

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
        content = files(Path(settings["content"]), Path(settings["word_like"]))
        return fingerprints.of_files([*content, *nlu.entities.__path__, __file__])

    def process(self, messages: list[Message]) -> list[Message]:
        """Adds entities to messages, in place, in the order of the text."""
        for message in messages:
            text = message.get(TEXT)
            if not isinstance(text, str):
                continue
            found = [_as_entity(one) for one in self._finder.find(text)]
            entities = [*message.get(ENTITIES, []), *self.add_extractor_name(found)]
            message.set(ENTITIES, entities, add_to_output=True)
        return messages


def _as_entity(found: Found) -> dict[str, Any]:
    return {
        ENTITY_ATTRIBUTE_TYPE: found.kind,
        ENTITY_ATTRIBUTE_START: found.start,
        ENTITY_ATTRIBUTE_END: found.end,
        ENTITY_ATTRIBUTE_VALUE: found.value,
    }
