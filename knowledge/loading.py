"""Brings tables, content and vectors of the database up to date.

The work behind `python -m knowledge.load`, for whoever needs it as functions.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge.assurance.upcoming import tasks_without_record, to_check_line, what_to_assure
from knowledge.commands import open_session
from knowledge.content_files import load_content
from knowledge.content_store import replace_content, stored_state
from knowledge.errors import Unavailable
from knowledge.models import Record
from knowledge.search.texts import texts_of
from knowledge.settings import Settings
from knowledge.vectors import TextEncoder, store_vectors
from knowledge.versions import content_version, encoder_version, vectors_version

Say = Callable[[str], None]
"""Is handed each line of progress."""

_RECORDS_AT_ONCE = 500


def load(settings: Settings, say: Say, encoder: TextEncoder | None = None) -> None:
    """Brings tables, content and vectors up to date; a second call finds nothing to do.

    Args:
        settings: Says where database, content and encoder are.
        say: Is handed each line of progress.
        encoder: Makes the vectors; the built encoder is loaded when None and one is needed.

    Raises:
        InvalidInput: When the content has mistakes; the database keeps what it had.
        Unavailable: When the database or the encoder cannot be used.
    """
    with open_session(settings) as session:
        _load_content(session, settings.content_folder, say)
        _load_vectors(session, settings.encoder_folder, say, encoder)


def _load_content(session: Session, folder: str, say: Say) -> None:
    version = content_version(folder)
    state = stored_state(session)
    if state is not None and state.version == version:
        say("content: up to date")
        return
    content = load_content(folder)
    replace_content(session, content, version, datetime.now(UTC))
    session.commit()
    say(f"content: {len(content.located):,} entries loaded")


def _load_vectors(session: Session, folder: str, say: Say, encoder: TextEncoder | None) -> None:
    version = encoder.version if encoder else encoder_version(folder)
    state = stored_state(session)
    if state is None:
        raise Unavailable("The content was taken away while it was being read: load it again.")
    wanted = vectors_version(state.version, version)
    if state.vectors_version == wanted:
        say("vectors: up to date")
        return
    count = store_vectors(session, encoder or _built_encoder(folder), searched_texts(session), say)
    state.vectors_version = wanted
    session.commit()
    say(f"vectors: {count:,} new texts, all there")


def _built_encoder(folder: str) -> TextEncoder:
    # Slow to import, and not needed when nothing changed.
    from knowledge.encoder import Encoder, EncoderMissing

    try:
        return Encoder(folder)
    except EncoderMissing as error:
        raise Unavailable(str(error)) from None


def searched_texts(session: Session) -> list[str]:
    """Returns every text that search compares by meaning, each once, by record and field.

    Places are found by name alone and withheld records not at all, so neither is among them.
    """
    records = session.scalars(
        select(Record)
        .where(Record.kind != "place")
        .order_by(Record.slug)
        .execution_options(yield_per=_RECORDS_AT_ONCE)
    )
    return list(
        dict.fromkeys(
            text for record in records if not record.is_withheld for _, text in texts_of(record)
        )
    )


def list_to_check(settings: Settings, say: Say, today: date, limit: int | None = None) -> None:
    """Says what the editors should check, most urgent first, one record a line.

    Raises:
        Unavailable: When the database cannot be used.
    """
    with open_session(settings) as session:
        tasks = tasks_without_record(settings.content_folder)
        for number, item in enumerate(what_to_assure(session, today, limit, tasks), start=1):
            say(f"{number}. {to_check_line(item)}")
