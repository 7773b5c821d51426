"""The sentence encoder is the published model, and refuses to be anything else."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from knowledge.encoder import DIMENSIONS, Encoder, EncoderMissing
from knowledge.encoder.build import WrongWeights, build, is_built, weights_folder


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("encoder") / "built"
    build(folder)
    return folder


@pytest.fixture(scope="module")
def encoder(built: Path) -> Encoder:
    return Encoder(built)


def test_vectors_have_the_promised_shape_and_length(encoder: Encoder) -> None:
    vectors = encoder.encode(["a village hall roof", "dbs", ""])
    assert vectors.shape == (3, DIMENSIONS)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-4)


def test_meaning_is_nearer_than_words(encoder: Encoder) -> None:
    ask, same, other = encoder.encode(
        [
            "our local pub is up for sale can we stop it",
            "How do we stop the village inn being sold",
            "when does the local shop empty its bins",
        ]
    )
    assert ask @ same > ask @ other + 0.2


def test_neighbours_and_order_change_nothing(encoder: Encoder) -> None:
    texts = ["short", "a rather longer sentence about a hall " * 5, "middle sized sentence here"]
    together = encoder.encode(texts)
    alone = np.vstack([encoder.encode([text]) for text in texts])
    assert np.array_equal(together, alone)


def test_very_long_text_is_cut_and_not_refused(encoder: Encoder) -> None:
    assert encoder.encode(["word " * 5000]).shape == (1, DIMENSIONS)


def test_wrong_weights_stop_the_build_and_keep_the_old_encoder(built: Path, tmp_path: Path) -> None:
    weights = tmp_path / "weights"
    shutil.copytree(weights_folder(), weights)
    data = bytearray((weights / "model.safetensors").read_bytes())
    data[-1] ^= 1
    (weights / "model.safetensors").write_bytes(data)
    target = tmp_path / "encoder"
    shutil.copytree(built, target)
    with pytest.raises(WrongWeights, match="sha256"):
        build(target, weights)
    assert is_built(target)


def test_missing_or_damaged_folder_says_what_to_do(built: Path, tmp_path: Path) -> None:
    with pytest.raises(EncoderMissing, match="make run"):
        Encoder(tmp_path / "nowhere")
    damaged = tmp_path / "damaged"
    shutil.copytree(built, damaged)
    (damaged / "tokenizer.json").write_text("{", "utf-8")
    with pytest.raises(EncoderMissing, match="make run"):
        Encoder(damaged)
