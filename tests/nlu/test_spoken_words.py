"""The engine's encoder reads spoken words as they are written."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message

from nlu.components.sentence_featurizer import SentenceFeaturizer


@pytest.fixture(scope="module")
def featurizer() -> SentenceFeaturizer:
    config: dict[str, Any] = SentenceFeaturizer.get_default_config()
    return SentenceFeaturizer(config, "featurizer")


def test_a_spoken_message_has_the_vector_of_the_written_one(
    featurizer: SentenceFeaturizer,
) -> None:
    messages = [Message({TEXT: text}) for text in ("owt for my mam", "anything for my mum", "no")]
    featurizer.process(messages)
    spoken, written, other = (one.get_dense_features(TEXT)[1].features for one in messages)
    assert np.allclose(spoken, written)
    assert not np.allclose(spoken, other)
