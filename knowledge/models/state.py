"""What was loaded, and the vectors made from it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from knowledge.models.base import Base


def version_of_records(content: str, imports: str | None) -> str:
    """Returns the version of all records: of the content and of what was imported since."""
    return f"{content}:{imports or ''}"


class ContentState(Base):
    """The one row that says which content the records come from.

    `version` is the fingerprint of the content files and of the code that reads them.
    `vectors_version` names the content, the encoder and the choice of texts that all vectors were
    made for; it is None until they are whole. `imports_version` changes whenever an import changes
    records; None before the first.
    """

    __tablename__ = "content_state"

    name: Mapped[str] = mapped_column(String(20), primary_key=True, default="content")
    version: Mapped[str] = mapped_column(String(64))
    loaded_at: Mapped[datetime]
    vectors_version: Mapped[str | None] = mapped_column(String(64))
    imports_version: Mapped[str | None] = mapped_column(String(64))

    @property
    def records_version(self) -> str:
        """The version of all records: it changes with the content and with every import."""
        return version_of_records(self.version, self.imports_version)


class TextVector(Base):
    """The vector of one text under one encoder: little-endian float32, as many as the encoder has.

    `text_hash` is `knowledge.vectors.text_hash` of the text.
    """

    __tablename__ = "text_vector"

    text_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    encoder_version: Mapped[str] = mapped_column(String(64), primary_key=True)
    vector: Mapped[bytes] = mapped_column(LargeBinary)
