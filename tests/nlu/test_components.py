"""The featuriser and the classifier as Rasa uses them: shapes, storage, fingerprints."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

import nlu.learning
from knowledge.encoder import EncoderMissing
from nlu import fingerprints
from nlu.components.sentence_featurizer import SentenceFeaturizer, encoder_folder
from nlu.components.signpost_classifier import SignpostClassifier
from tests.nlu.conftest import CONTEXT, part_of_config

EXAMPLES = {
    "greet": ["hello", "hi there", "good morning", "hiya", "ey up", "good evening"],
    "find_funding": ["we need a grant", "money for our hall", "funding", "grants for clubs"],
    "off_topic_jobs": ["I need a job", "paid work", "job vacancies", "looking for employment"],
}


@pytest.fixture(scope="module")
def featurizer() -> SentenceFeaturizer:
    config = part_of_config(SentenceFeaturizer)
    return SentenceFeaturizer.create(config, None, Resource("f"), CONTEXT)


@pytest.fixture
def data(featurizer: SentenceFeaturizer) -> TrainingData:
    messages = [Message.build(text, name) for name, texts in EXAMPLES.items() for text in texts]
    return featurizer.process_training_data(TrainingData(messages))


def classifier(storage: LocalModelStorage, **settings: object) -> SignpostClassifier:
    config = {**SignpostClassifier.get_default_config(), "searched": ["find_funding"], **settings}
    return SignpostClassifier.create(config, storage, Resource("c"), CONTEXT)


def features_of(message: Message) -> Features:
    sequence, sentence = message.get_dense_features("text")
    assert sequence is None
    assert sentence is not None
    return sentence


def test_a_message_gets_one_sentence_vector_of_length_one(featurizer: SentenceFeaturizer) -> None:
    (message,) = featurizer.process([Message({"text": "grants for a village hall"})])
    vector = features_of(message).features
    assert vector.shape == (1, 384)
    assert vector.dtype == np.float32
    assert float(np.linalg.norm(vector)) == pytest.approx(1.0, abs=1e-4)


def test_training_and_serving_give_the_same_vector(
    featurizer: SentenceFeaturizer, data: TrainingData
) -> None:
    (served,) = featurizer.process([Message({"text": "hello"})])
    assert np.array_equal(
        features_of(served).features, features_of(data.training_examples[0]).features
    )


def test_no_text_gets_no_features(featurizer: SentenceFeaturizer) -> None:
    (message,) = featurizer.process([Message({"text": "   "})])
    assert message.get_dense_features("text") == (None, None)


def test_a_missing_encoder_says_so(tmp_path: Path) -> None:
    config = {**SentenceFeaturizer.get_default_config(), "encoder_folder": str(tmp_path)}
    with pytest.raises(EncoderMissing, match="make run"):
        SentenceFeaturizer.create(config, None, Resource("f"), CONTEXT)


def test_the_encoder_lies_where_the_settings_or_the_environment_say(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("ENCODER_FOLDER", "elsewhere")
    assert encoder_folder({}) == Path("elsewhere")
    assert encoder_folder({"encoder_folder": "here"}) == Path("here")
    monkeypatch.delenv("ENCODER_FOLDER")
    assert encoder_folder({}) == Path("var/encoder")


def test_the_featurizers_fingerprint_changes_with_the_encoder(tmp_path: Path) -> None:
    config = {"encoder_folder": str(tmp_path)}
    before = SentenceFeaturizer.fingerprint_addon(config)
    (tmp_path / "built.json").write_text('{"version": "another"}', "utf-8")
    assert SentenceFeaturizer.fingerprint_addon(config) != before


def test_what_was_learned_survives_storage(tmp_path: Path, data: TrainingData) -> None:
    storage = LocalModelStorage(tmp_path)
    trained = classifier(storage)
    resource = trained.train(data)
    config = {**SignpostClassifier.get_default_config(), "searched": ["find_funding"]}
    loaded = SignpostClassifier.load(config, storage, resource, CONTEXT)
    asked = [Message(dict(one.data), features=one.features) for one in data.training_examples]
    again = [Message(dict(one.data), features=one.features) for one in data.training_examples]
    for one, other in zip(trained.process(asked), loaded.process(again), strict=True):
        for left, right in zip(one.get("intent_ranking"), other.get("intent_ranking"), strict=True):
            assert left["name"] == right["name"]
            assert left["confidence"] == pytest.approx(right["confidence"], abs=1e-5)


def test_training_twice_gives_the_same(tmp_path: Path, data: TrainingData) -> None:
    rankings = []
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
        part = classifier(LocalModelStorage(tmp_path / name))
        part.train(data)
        asked = [Message({"text": "hello"}, features=data.training_examples[0].features)]
        rankings.append(part.process(asked)[0].get("intent_ranking"))
    assert rankings[0] == rankings[1]


def test_an_unlikely_intent_is_not_followed(
    tmp_path: Path, featurizer: SentenceFeaturizer, data: TrainingData
) -> None:
    part = classifier(LocalModelStorage(tmp_path), threshold=1.01)
    part.train(data)
    messages = featurizer.process([Message({"text": "hello"}), Message({"text": "a grant please"})])
    greeting, question = part.process(messages)
    assert greeting.get("intent")["name"] == "nlu_fallback"
    assert greeting.get("intent_ranking")[1]["name"] == "greet"
    assert question.get("intent")["name"] == "find_funding"


def test_without_examples_nothing_is_named(tmp_path: Path, featurizer: SentenceFeaturizer) -> None:
    part = classifier(LocalModelStorage(tmp_path))
    part.train(TrainingData([]))
    (message,) = part.process(featurizer.process([Message({"text": "hello"})]))
    assert message.get("intent") is None


def test_the_order_of_components_is_checked(tmp_path: Path, data: TrainingData) -> None:
    part = classifier(LocalModelStorage(tmp_path))
    part.train(data)
    with pytest.raises(ValueError, match="SentenceFeaturizer"):
        part.process([Message({"text": "hello"})])


def test_the_fingerprint_covers_the_modules_that_learn() -> None:
    paths = {path.name for path in Path(nlu.learning.__path__[0]).glob("*.py")}
    assert {"model.py", "ngrams.py", "calibration.py", "softmax.py"} <= paths
    assert SignpostClassifier.fingerprint_addon({}) == SignpostClassifier.fingerprint_addon({})


def test_a_changed_helper_changes_the_fingerprint(tmp_path: Path) -> None:
    helper = tmp_path / "helper.py"
    helper.write_text("ONE = 1\n", "utf-8")
    before = fingerprints.of_files([tmp_path])
    helper.write_text("ONE = 2\n", "utf-8")
    changed = fingerprints.of_files([tmp_path])
    (tmp_path / "__pycache__").mkdir()
    (tmp_path / "__pycache__" / "helper.pyc").write_bytes(b"compiled")
    assert before != changed == fingerprints.of_files([tmp_path])
    assert fingerprints.of_files([tmp_path / "gone"]) != fingerprints.of_files([])
