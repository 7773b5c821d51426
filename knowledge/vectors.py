"""Keeps the vector of every searched text in the database, made once and found by the text's hash.

A text that has not changed is never encoded again, whatever record it stands in.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Protocol

import numpy as np
from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from knowledge.models import TextVector

if TYPE_CHECKING:
    from numpy.typing import NDArray

BATCH_TEXTS = 256
"""How many texts are encoded between two commits, so that a stopped run loses little."""

_ROWS_A_QUERY = 500
_SHARE_TEXTS = 16
_WORKERS = min(4, os.cpu_count() or 1)


class TextEncoder(Protocol):
    """What makes vectors: `knowledge.encoder.Encoder`, or another with the same promise.

    A text's vector must not depend on the texts beside it, and threads may call it at once.
    """

    version: str

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Returns one vector a text, in order: shape (n, dimensions), float32."""
        ...


def text_hash(text: str) -> str:
    """Returns the 64 hexadecimal digits by which a text's vector is kept: its exact SHA-256."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def vector_to_bytes(vector: NDArray[np.float32]) -> bytes:
    """Returns a vector as it is stored: little-endian float32."""
    return np.ascontiguousarray(vector, dtype="<f4").tobytes()


def vector_from_bytes(data: bytes) -> NDArray[np.float32]:
    """Returns a stored vector, shape (dimensions,); read-only."""
    return np.frombuffer(data, dtype="<f4")


def vectors_of(
    session: Session, texts: Collection[str], version: str
) -> dict[str, NDArray[np.float32]]:
    """Returns the stored vectors of texts under an encoder; a text without one is left out.

    Reads by primary key, 500 texts a query.
    """
    texts_by_hash = {text_hash(text): text for text in texts}
    found = {}
    hashes = list(texts_by_hash)
    for start in range(0, len(hashes), _ROWS_A_QUERY):
        rows = session.execute(
            select(TextVector.text_hash, TextVector.vector).where(
                TextVector.encoder_version == version,
                TextVector.text_hash.in_(hashes[start : start + _ROWS_A_QUERY]),
            )
        )
        found.update({texts_by_hash[name]: vector_from_bytes(data) for name, data in rows})
    return found


def store_vectors(
    session: Session, encoder: TextEncoder, texts: Collection[str], say: Callable[[str], None]
) -> int:
    """Encodes and stores the texts that have no vector yet; commits after every batch.

    Vectors of other encoders and of texts that are no longer there are deleted at the end.

    Args:
        session: An open session without unsaved changes.
        encoder: Makes the vectors.
        texts: Every text that search needs.
        say: Is told of progress, one line at a time.

    Returns:
        How many texts were encoded.
    """
    wanted = {text_hash(text): text for text in texts}
    kept = set(
        session.scalars(
            select(TextVector.text_hash).where(TextVector.encoder_version == encoder.version)
        )
    )
    missing = [name for name in wanted if name not in kept]
    with ThreadPoolExecutor(max_workers=_WORKERS) as workers:
        for start in range(0, len(missing), BATCH_TEXTS):
            batch = missing[start : start + BATCH_TEXTS]
            rows = [
                {"text_hash": name, "encoder_version": encoder.version, "vector": data}
                for name, data in zip(
                    batch, _encoded(encoder, [wanted[name] for name in batch], workers), strict=True
                )
            ]
            session.execute(insert(TextVector), rows)
            session.commit()
            done = start + len(batch)
            say(f"vectors: {done:,} of {len(missing):,} new texts ({100 * done // len(missing)} %)")
    _forget(session, encoder.version, [name for name in kept if name not in wanted])
    return len(missing)


def _encoded(
    encoder: TextEncoder, texts: Sequence[str], workers: ThreadPoolExecutor
) -> list[bytes]:
    shares = [texts[start : start + _SHARE_TEXTS] for start in range(0, len(texts), _SHARE_TEXTS)]
    return [
        vector_to_bytes(vector)
        for vectors in workers.map(encoder.encode, shares)
        for vector in vectors
    ]


def _forget(session: Session, version: str, hashes: Sequence[str]) -> None:
    session.execute(delete(TextVector).where(TextVector.encoder_version != version))
    for start in range(0, len(hashes), _ROWS_A_QUERY):
        session.execute(
            delete(TextVector).where(
                TextVector.encoder_version == version,
                TextVector.text_hash.in_(hashes[start : start + _ROWS_A_QUERY]),
            )
        )
    session.commit()
