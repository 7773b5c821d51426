"""Keeps secret what must be: which chat is whose, what waits to be read, and the token.

A chat's number at Telegram leads to a person. It is stored as a keyed hash, to find the chat again,
and sealed (AES-GCM), because Telegram takes nothing else for an answer. Without the key of the
settings neither says anything.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
import secrets
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE_BYTES = 12


class Unreadable(Exception):
    """Something was sealed with another key."""


class Secrecy:
    """The keys of one bot.

    Args:
        secret: What they are derived from.
        bot_id: The bot; the keys of two bots differ.
    """

    def __init__(self, secret: str, bot_id: int) -> None:
        self._secret = secret.encode()
        self._bot_id = bot_id
        self._hash_key = self._derive("chats")
        self._sealing = AESGCM(self._derive("sealing"))

    def _derive(self, purpose: str) -> bytes:
        text = f"signpost telegram {self._bot_id} {purpose}"
        return hmac.digest(self._secret, text.encode(), hashlib.sha256)

    def chat_key(self, chat_id: int) -> str:
        """Returns the name under which a chat is kept: 64 hexadecimal digits."""
        return hmac.digest(self._hash_key, str(chat_id).encode(), hashlib.sha256).hex()

    def seal(self, text: str) -> bytes:
        """Returns the text so that only this bot's key opens it."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return nonce + self._sealing.encrypt(nonce, text.encode(), None)

    def unseal(self, sealed: bytes) -> str:
        """Returns what was sealed.

        Raises:
            Unreadable: When it was sealed with another key.
        """
        try:
            opened = self._sealing.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], None)
        except InvalidTag:
            raise Unreadable("sealed with another key") from None
        return opened.decode()

    def webhook_secret(self) -> str:
        """Returns what Telegram sends with every push: 64 characters, the same in every process."""
        return self._derive("webhook").hex()

    def is_webhook_secret(self, said: str | None) -> bool:
        """Compares in constant time."""
        return said is not None and hmac.compare_digest(
            self.webhook_secret().encode(), said.encode("utf-8", "replace")
        )


class TokenGuard:
    """Takes the token out of every line of the log, whoever writes it, tracebacks too."""

    def __init__(self, token: str) -> None:
        self._hidden = (token, token.partition(":")[2])
        self._before = logging.getLogRecordFactory()

    def __call__(self, *args: Any, **kwargs: Any) -> logging.LogRecord:
        """Makes a record of the log."""
        record = self._before(*args, **kwargs)
        try:
            message = record.getMessage()
        except (TypeError, ValueError):
            return record
        if self._holds(message):
            record.msg, record.args = self._without(message), ()
        if record.exc_info:
            trace = logging.Formatter().formatException(record.exc_info)
            if self._holds(trace):
                record.exc_text, record.exc_info = self._without(trace), None
        return record

    def _holds(self, text: str) -> bool:
        return self._hidden[1] in text

    def _without(self, text: str) -> str:
        for secret in self._hidden:
            text = text.replace(secret, "[token removed]")
        return text

    def install(self) -> None:
        """Guards the log from now on."""
        self._before = logging.getLogRecordFactory()
        logging.setLogRecordFactory(self)

    def remove(self) -> None:
        """Ends the guard, if nothing was put over it meanwhile."""
        if logging.getLogRecordFactory() is self:
            logging.setLogRecordFactory(self._before)
