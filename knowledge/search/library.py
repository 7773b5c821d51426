"""What search is made from: documents, places and vectors, read once from the database."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge.database import create_database
from knowledge.encoder import DIMENSIONS, Encoder, EncoderMissing
from knowledge.errors import Unavailable
from knowledge.gazetteer import Gazetteer, PlaceName
from knowledge.models import Place, Record
from knowledge.search.documents import Document, Documents, PackedDocuments, vocabulary
from knowledge.settings import Settings
from knowledge.vectors import vectors_of

if TYPE_CHECKING:
    from numpy.typing import NDArray


Encode = Callable[[Sequence[str]], "NDArray[np.float32]"]
"""Gives the vectors of texts, shape `(n, 384)`."""

_RECORDS_AT_ONCE = 500


@dataclass(frozen=True)
class Library:
    """The content as search needs it.

    Attributes:
        documents: Every record that a resident may be shown, by slug; places are not among them.
        gazetteer: The places.
        encode: Gives the vectors of what people type.
        vectors: Gives those of the content's own texts, stored ones without work; `encode` when
            None. Works only as long as the database that the library was read from is open.
    """

    documents: Documents
    gazetteer: Gazetteer
    encode: Encode
    vectors: Encode | None = None


def read_library(session: Session, encoder: Encoder) -> Library:
    """Reads the library, some records at a time, so that very many need little memory."""
    records = session.scalars(
        select(Record)
        .where(Record.kind != "place")
        .order_by(Record.slug)
        .execution_options(yield_per=_RECORDS_AT_ONCE)
    )
    documents = PackedDocuments(Document.of(item) for item in records if not item.is_withheld)
    return Library(
        documents,
        Gazetteer(read_places(session), vocabulary(documents)),
        encoder.encode,
        _stored_first(session, encoder),
    )


@contextmanager
def open_library(settings: Settings) -> Iterator[Library]:
    """Gives the library that the settings name, and closes its database at the end.

    Raises:
        Unavailable: When the encoder is missing or the database holds no content.
    """
    try:
        encoder = Encoder(settings.encoder_folder)
    except EncoderMissing as error:
        raise Unavailable(str(error)) from None
    database = create_database(settings.database_url)
    try:
        with database.session() as session:
            library = read_library(session, encoder)
            if not len(library.documents):
                raise Unavailable("The database holds no content: run `make run`.")
            yield library
    finally:
        database.close()


def _stored_first(session: Session, encoder: Encoder) -> Encode:
    def vectors(texts: Sequence[str]) -> NDArray[np.float32]:
        kept = vectors_of(session, texts, encoder.version)
        missing = [text for text in dict.fromkeys(texts) if text not in kept]
        kept.update(zip(missing, encoder.encode(missing), strict=True))
        found = [kept[text] for text in texts]
        return np.array(found, dtype=np.float32).reshape(len(found), DIMENSIONS)

    return vectors


def read_places(session: Session) -> list[PlaceName]:
    """Reads the places of the gazetteer, by slug."""
    return [_place_name(place) for place in session.scalars(select(Place).order_by(Place.slug))]


def _place_name(place: Place) -> PlaceName:
    return PlaceName(
        slug=place.slug,
        name=place.name,
        also=tuple(place.other_names),
        kind=place.place_kind,
        districts=tuple(place.districts or [place.district or place.areas[0]]),
        latitude=place.latitude,
        longitude=place.longitude,
        in_county=place.in_county is not False and place.touches_county is not False,
        county=place.county,
        candidates=tuple(place.candidates),
    )
