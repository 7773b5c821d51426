# ruff: noqa: ARG003 - the signatures are Rasa's
"""Gives every message the vector of its meaning, by the project's sentence encoder."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.constants import DENSE_FEATURIZABLE_ATTRIBUTES, FEATURIZER_CLASS_ALIAS
from rasa.nlu.featurizers.dense_featurizer.dense_featurizer import DenseFeaturizer
from rasa.nlu.tokenizers.tokenizer import Tokenizer
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

import knowledge.encoder
import knowledge.spoken
from knowledge.encoder import Encoder
from knowledge.spoken import as_written
from nlu import fingerprints


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class SentenceFeaturizer(DenseFeaturizer, GraphComponent):
    """Sets one dense sentence feature: shape `(1, 384)`, float32, of length 1.

    There are no sequence features: the encoder gives one vector a text, none a token.
    """

    @classmethod
    def required_components(cls) -> list[type]:
        """Components that should be included in the pipeline before this component."""
        return [Tokenizer]

    @staticmethod
    def required_packages() -> list[str]:
        """Any extra python dependencies required for this component to run."""
        return ["onnxruntime", "tokenizers"]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """The component's default config (see parent class for full docstring)."""
        return {
            **DenseFeaturizer.get_default_config(),
            # Where the encoder lies; None is ENCODER_FOLDER of the environment, else var/encoder.
            "encoder_folder": None,
        }

    def __init__(self, config: dict[str, Any], name: str) -> None:
        """Loads the encoder.

        Raises:
            knowledge.encoder.EncoderMissing: When the encoder was not built.
        """
        super().__init__(name, config)
        self._encoder = Encoder(encoder_folder(config))

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SentenceFeaturizer:
        """Creates a new component (see parent class for full docstring)."""
        return cls(config, execution_context.node_name)

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        """Validates that the component is configured properly."""

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """Returns what Rasa does not see: the encoder built, and the modules that run it."""
        return fingerprints.of_files(
            [
                encoder_folder(config) / "built.json",
                knowledge.encoder.__file__,
                knowledge.spoken.__file__,
                knowledge.spoken.FILE,
                __file__,
            ]
        )

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Adds features to all training examples, encoding each text once.

        Args:
            training_data: Training data, changed in place.

        Returns:
            Same training data after processing.
        """
        self._add_features(training_data.training_examples, {})
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Adds features to messages, in place; remembers nothing of what people type."""
        self._add_features(messages, {})
        return messages

    def _add_features(self, messages: list[Message], known: dict[str, np.ndarray]) -> None:
        for message in messages:
            for attribute in DENSE_FEATURIZABLE_ATTRIBUTES:
                text = message.get(attribute)
                if not isinstance(text, str) or not text.strip():
                    continue
                if text not in known:
                    known[text] = self._encoder.encode([as_written(text)])
                message.add_features(self._features(known[text], attribute))

    def _features(self, vector: np.ndarray, attribute: str) -> Features:
        alias = self._config[FEATURIZER_CLASS_ALIAS]
        return Features(vector, FEATURE_TYPE_SENTENCE, attribute, alias)


def encoder_folder(config: dict[str, Any]) -> Path:
    """Returns the folder of the encoder: by the component's settings, else by the environment."""
    return Path(config.get("encoder_folder") or os.environ.get("ENCODER_FOLDER") or "var/encoder")
