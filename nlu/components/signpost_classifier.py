# ruff: noqa: ARG003 - the signatures are Rasa's
"""Names the intent of a message, or `nlu_fallback` when it is not sure enough."""

from __future__ import annotations

import json
import logging
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.constants import DEFAULT_NLU_FALLBACK_INTENT_NAME
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

import knowledge.spoken
import nlu.learning
from knowledge.spoken import as_written
from nlu import fingerprints
from nlu.components.sentence_featurizer import SentenceFeaturizer
from nlu.components.signpost_entities import MASKED_TEXT
from nlu.learning.calibration import judge, temperature_of, threshold_of
from nlu.learning.groups import group_shares
from nlu.learning.model import IntentModel

logger = logging.getLogger(__name__)

UNSURE = DEFAULT_NLU_FALLBACK_INTENT_NAME
GROUPS = "groups"
"""Under this key the parsed message says whose it is, for the actions to weigh with the search."""
_LONGEST_RANKING = 10
_THRESHOLD_FILE = "threshold.json"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class SignpostClassifier(IntentClassifier, GraphComponent):
    """Intent classifier on sentence vectors and n-grams, trained in seconds.

    An intent of small talk or of what is not ours is followed only when it is likely enough; else
    the intent is `nlu_fallback` and the search decides. Texts that belong nowhere may be given as
    examples of `nlu_fallback` itself.
    """

    @classmethod
    def required_components(cls) -> list[type]:
        """Components that should be included in the pipeline before this component."""
        return [SentenceFeaturizer]

    @staticmethod
    def required_packages() -> list[str]:
        """Any extra python dependencies required for this component to run."""
        return ["sklearn", "scipy"]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """The component's default config (see parent class for full docstring)."""
        return {
            # Intents that end in the search anyway: a person loses nothing when they are mixed up.
            "searched": [],
            # How likely another intent must be before it is followed; None finds it in training.
            "threshold": None,
            # Into how many parts the examples are split to be judged unseen.
            "parts": 3,
        }

    def __init__(
        self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource
    ) -> None:
        """Makes a classifier that has learned nothing yet."""
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self._searched = frozenset((*config["searched"], UNSURE))
        self._threshold = 0.0
        self._model: IntentModel | None = None

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SignpostClassifier:
        """Creates a new untrained component (see parent class for full docstring)."""
        return cls(config, model_storage, resource)

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """Returns what Rasa does not see: the modules that learn."""
        return fingerprints.of_files(
            [*nlu.learning.__path__, knowledge.spoken.__file__, knowledge.spoken.FILE, __file__]
        )

    def train(self, training_data: TrainingData) -> Resource:
        """Learns the intents of all examples that have a text."""
        examples = [one for one in training_data.intent_examples if one.get(TEXT)]
        if not examples:
            return self._resource
        texts = [_text(one) for one in examples]
        vectors = np.concatenate([_vector(one) for one in examples])
        intents = [one.get(INTENT) for one in examples]
        judged = judge(texts, vectors, intents, parts=self._config["parts"])
        self._model = IntentModel()
        self._model.fit(texts, vectors, intents)
        self._model.temperature = temperature_of(judged)
        self._threshold = self._config["threshold"] or threshold_of(
            judged, self._model.temperature, self._searched
        )
        logger.info(
            "%d examples of %d intents; unseen ones named right: %.1f %%; followed from %.2f",
            *(len(texts), len(judged.intents), 100 * judged.accuracy, self._threshold),
        )
        self.persist()
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Names the intents of the examples themselves."""
        self.process(training_data.training_examples)
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Sets the intent of messages and the ranking of all likely ones, in place."""
        for message in messages:
            if self._model is not None and isinstance(message.get(TEXT), str):
                self._set_intent(message, self._model)
        return messages

    def _set_intent(self, message: Message, model: IntentModel) -> None:
        if not message.get(TEXT).strip():
            self._set_ranking(message, [{"name": UNSURE, "confidence": 1.0}])
            return
        shares = model.probabilities([_text(message)], _vector(message))[0]
        message.set(GROUPS, group_shares(model.intents, shares, self._searched), add_to_output=True)
        order = np.argsort(-shares, kind="stable")[:_LONGEST_RANKING]
        ranking = [{"name": model.intents[row], "confidence": float(shares[row])} for row in order]
        first = ranking[0]
        if first["name"] not in self._searched and first["confidence"] < self._threshold:
            ranking.insert(0, {"name": UNSURE, "confidence": 1.0 - float(first["confidence"])})
        self._set_ranking(message, ranking)

    @staticmethod
    def _set_ranking(message: Message, ranking: list[dict[str, Any]]) -> None:
        message.set(INTENT, ranking[0], add_to_output=True)
        message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)

    def persist(self) -> None:
        """Writes what was learned to Rasa's model storage."""
        with self._model_storage.write_to(self._resource) as folder:
            if self._model is not None:
                self._model.save(folder)
                (folder / _THRESHOLD_FILE).write_text(json.dumps(self._threshold), "utf-8")

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> SignpostClassifier:
        """Loads trained component (see parent class for full docstring)."""
        component = cls.create(config, model_storage, resource, execution_context)
        with model_storage.read_from(resource) as folder:
            component._model = IntentModel.load(folder)
            component._threshold = json.loads((folder / _THRESHOLD_FILE).read_text("utf-8"))
        return component


def _text(message: Message) -> str:
    return as_written(str(message.get(MASKED_TEXT) or message.get(TEXT)))


def _vector(message: Message) -> np.ndarray:
    """Returns the sentence vector of a message, shape `(1, dim)`."""
    _, sentence = message.get_dense_features(TEXT)
    if sentence is None:
        raise ValueError("SignpostClassifier needs SentenceFeaturizer before it in the pipeline.")
    return np.asarray(sentence.features, dtype=np.float32)
