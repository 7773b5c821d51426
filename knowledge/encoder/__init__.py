"""The sentence encoder: text in, a vector of its meaning out.

all-MiniLM-L6-v2, run by onnxruntime from the folder that `python -m knowledge.encoder.build` makes.
The one module that the engine (Python 3.10) shares with the application: it needs numpy,
onnxruntime and tokenizers, and nothing of Signpost.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

if TYPE_CHECKING:
    from numpy.typing import NDArray

DIMENSIONS = 384
"""How many numbers a vector has."""

LONGEST_TOKENS = 128
"""Word pieces beyond this are left out: the model was trained on texts of this length."""


class EncoderMissing(RuntimeError):
    """The encoder was not built, or its folder is damaged."""


class Encoder:
    """Turns texts into vectors.

    Args:
        folder: Where `model.onnx`, `tokenizer.json` and `built.json` lie.
        threads: How many threads one call may use.

    Raises:
        EncoderMissing: When the folder is not there or not whole.
    """

    def __init__(self, folder: str | Path, *, threads: int = 1) -> None:
        place = Path(folder)
        try:
            self.version: str = json.loads((place / "built.json").read_text("utf-8"))["version"]
            self._tokenizer = Tokenizer.from_file(str(place / "tokenizer.json"))
            model = (place / "model.onnx").read_bytes()
        except Exception as error:  # tokenizers raises a bare Exception for a damaged file
            raise EncoderMissing(
                f"The sentence encoder in {place} is missing or damaged: run `make run`."
            ) from error
        self._tokenizer.enable_truncation(LONGEST_TOKENS)
        self._tokenizer.no_padding()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        # The arena keeps the largest batch ever seen; three processes would keep it three times.
        options.enable_cpu_mem_arena = False
        # A thread that waits does not keep a processor busy that others want.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        options.log_severity_level = 3
        self._session: Any = onnxruntime.InferenceSession(
            model, options, providers=["CPUExecutionProvider"]
        )

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Returns one vector a text, in the order given.

        Returns:
            Shape `(len(texts), 384)`, float32, each row of length 1.
        """
        vectors = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
        # One text at a time: 8-bit scales are found anew for each call, so in a batch a text's
        # vector would depend on its neighbours.
        for row, text in enumerate(texts):
            vectors[row] = self._encode_one(text)
        return vectors

    def _encode_one(self, text: str) -> NDArray[np.float32]:
        ids = np.array([self._tokenizer.encode(text).ids], dtype=np.int64)
        mask = np.ones(ids.shape, dtype=np.float32)
        positions = np.arange(ids.shape[1], dtype=np.int64)[None, :]
        (vectors,) = self._session.run(
            ["vector"], {"ids": ids, "mask": mask, "positions": positions}
        )
        return np.asarray(vectors[0], dtype=np.float32)
