"""Seals at rest what people gave so that they can be reached, and what is written about them.

Fernet (AES and HMAC) of `cryptography`. The keys come from the setting CONTACT_KEYS, the newest
first: it seals, all of them open. Without the setting a key is made once and kept beside the
database, in a file that only its owner reads.
"""

from __future__ import annotations

import logging
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path
from weakref import WeakKeyDictionary

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from sqlalchemy import Engine, Text
from sqlalchemy.engine import Dialect, make_url
from sqlalchemy.types import TypeDecorator

from knowledge.errors import InvalidInput, Unavailable
from knowledge.settings import Settings

log = logging.getLogger("signpost.sealing")

MARK = "sealed:"
"""How a value begins that is sealed; what was kept before there were keys does not."""

UNREADABLE = "[cannot be read: it was sealed with another key]"


class Keys:
    """The keys of one database.

    Args:
        keys: As `cryptography.fernet.Fernet.generate_key` makes them, the newest first.

    Raises:
        InvalidInput: When there is none, or one is no key; the message does not repeat it.
    """

    def __init__(self, keys: Sequence[str]) -> None:
        try:
            self._fernet = MultiFernet([Fernet(key) for key in keys])
        except ValueError:
            raise InvalidInput(
                "The setting CONTACT_KEYS holds something that is no key. "
                "`python -m bot.privacy new-key` makes one."
            ) from None

    def seal(self, text: str) -> str:
        """Returns the text sealed with the newest key; an empty text stays empty."""
        return MARK + self._fernet.encrypt(text.encode()).decode() if text else text

    def unseal(self, kept: str) -> str:
        """Returns what was sealed; what is not sealed as it is, what cannot be opened said so."""
        if not kept.startswith(MARK):
            return kept
        try:
            return self._fernet.decrypt(kept.removeprefix(MARK)).decode()
        except InvalidToken:
            return UNREADABLE

    def renewed(self, kept: str) -> str:
        """Returns the same, sealed with the newest key; what cannot be opened as it is."""
        if kept.startswith(MARK):
            try:
                return MARK + self._fernet.rotate(kept.removeprefix(MARK)).decode()
            except InvalidToken:
                return kept
        return self.seal(kept)


class NoKeys(Keys):
    """Lets values through as they stand, for who copies rows and must not read them."""

    def __init__(self) -> None:
        super().__init__([Fernet.generate_key().decode()])

    def seal(self, text: str) -> str:
        """Returns the same."""
        return text

    def unseal(self, kept: str) -> str:
        """Returns the same."""
        return kept


# The keys belong to a database, and a column's type knows no more of it than its dialect.
_KEYS: WeakKeyDictionary[Dialect, Keys] = WeakKeyDictionary()


def use_keys(engine: Engine, keys: Keys) -> None:
    """Seals and unseals with these keys whatever goes through this engine, from now on."""
    _KEYS[engine.dialect] = keys


class Sealed(TypeDecorator[str]):
    """A text that stands sealed in the database and plain in the program."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Seals.

        Raises:
            LookupError: When `use_keys` was not called for this database: nothing goes in plain.
        """
        return value if not value else _KEYS[dialect].seal(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        """Unseals."""
        if value is None or not value.startswith(MARK):
            return value
        keys = _KEYS.get(dialect)
        return UNREADABLE if keys is None else keys.unseal(value)


def key_file(database_url: str) -> Path:
    """Returns where a key is kept that was made here: beside an SQLite file, else in `var`."""
    address = make_url(database_url)
    is_file = address.get_backend_name() == "sqlite" and address.database not in (None, ":memory:")
    return Path(str(address.database)).with_suffix(".key") if is_file else Path("var/signpost.key")


def keys_of(settings: Settings) -> Keys:
    """Returns the keys of the settings, or those of the key file, which is made if need be.

    Raises:
        InvalidInput: When a key is none.
        Unavailable: When there is none and the file can neither be read nor made.
    """
    if settings.contact_keys:
        return Keys(settings.contact_keys)
    path = key_file(settings.database_url)
    try:
        return Keys(_read_or_make(path).split())
    except OSError as error:
        raise Unavailable(
            f"The key file {path} cannot be used: {error.strerror}. Set CONTACT_KEYS instead."
        ) from None


def _read_or_make(path: Path) -> str:
    """The key of the file; of several processes that make it at once, one does."""
    if path.exists():
        return path.read_text("ascii")
    path.parent.mkdir(parents=True, exist_ok=True)
    # Readable for its owner alone, and whole before it has its name.
    number, part = tempfile.mkstemp(dir=path.parent, prefix=path.name)
    try:
        with os.fdopen(number, "w", encoding="ascii") as file:
            file.write(Fernet.generate_key().decode() + "\n")
        os.link(part, path)
    except FileExistsError:
        return path.read_text("ascii")
    finally:
        Path(part).unlink(missing_ok=True)
    log.warning(
        "The setting CONTACT_KEYS is empty: a key was made in %s. It seals how residents can be "
        "reached. Keep a copy of it, apart from the copies of the database; with several machines "
        "set CONTACT_KEYS on each.",
        path,
    )
    return path.read_text("ascii")
