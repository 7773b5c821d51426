"""What search is made from: documents, places and vectors, read once from the database."""

from __future__ import annotations

from collections.abc import Callable, Sequence
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
from knowledge.search.index import Document, vocabulary
from knowledge.settings import Settings
from knowledge.vectors import vectors_of

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True)
class Library:
    """The content as search needs it.

    Attributes:
        documents: Every record that a resident may be shown, by slug; places are not among them.
        gazetteer: The places.
        encode: Gives vectors of texts: stored ones at once, others by the encoder.
    """

    documents: tuple[Document, ...]
    gazetteer: Gazetteer
    encode: Callable[[Sequence[str]], NDArray[np.float32]]


def read_library(session: Session, encoder: Encoder) -> Library:
    """Reads the library; two queries a kind of record."""
    records = session.scalars(
        select(Record).where(Record.kind != "place").order_by(Record.slug)
    ).all()
    documents = tuple(Document.of(record) for record in records if not record.is_withheld)
    places = [_place_name(place) for place in session.scalars(select(Place).order_by(Place.slug))]
    return Library(
        documents,
        Gazetteer(places, vocabulary(documents)),
        _encode_with_stored(session, encoder, documents),
    )


def open_library(settings: Settings) -> Library:
    """Reads the library that the settings name.

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
    finally:
        database.close()
    if not library.documents:
        raise Unavailable("The database holds no content: run `make run`.")
    return library


def _encode_with_stored(
    session: Session, encoder: Encoder, documents: Sequence[Document]
) -> Callable[[Sequence[str]], NDArray[np.float32]]:
    texts = {text for document in documents for _, text in document.texts}
    kept = vectors_of(session, texts, encoder.version)

    def encode(wanted: Sequence[str]) -> NDArray[np.float32]:
        missing = [text for text in dict.fromkeys(wanted) if text not in kept]
        fresh = dict(zip(missing, encoder.encode(missing), strict=True))
        if not wanted:
            return np.zeros((0, DIMENSIONS), dtype=np.float32)
        return np.array([kept.get(text, fresh.get(text)) for text in wanted], dtype=np.float32)

    return encode


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
