"""Rasa's locks in the Redis that several engines share, or in memory where there is one engine.

A conversation is worked by one engine at a time. While Redis is down each engine keeps its own
locks: the application sends one message of a conversation at a time in any case.
"""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable
from typing import TypeVar

import redis
from rasa.core.lock import TicketLock
from rasa.core.lock_store import InMemoryLockStore, LockStore, RedisLockStore
from rasa.utils.endpoints import EndpointConfig

log = logging.getLogger(__name__)

Result = TypeVar("Result")

_SECONDS = 1.0
_LEFT_ALONE_SECONDS = 2.0
_PREFIX = "signpost:engine-lock:"


class _AtAddress(RedisLockStore):
    """Rasa's own Redis store, by the one address that every part of Signpost knows."""

    def __init__(self, url: str) -> None:
        self.red = redis.StrictRedis.from_url(
            url, socket_timeout=_SECONDS, socket_connect_timeout=_SECONDS
        )
        self.key_prefix = _PREFIX


class SharedLockStore(LockStore):  # type: ignore[misc, unused-ignore]
    """Keeps locks in Redis when the environment names one in REDIS_URL, otherwise in memory."""

    def __init__(self, endpoint_config: EndpointConfig | None = None) -> None:  # noqa: ARG002
        """Takes what Rasa hands over and needs none of it."""
        super().__init__()
        url = os.environ.get("REDIS_URL", "").strip()
        self._own = InMemoryLockStore()
        self._shared = _AtAddress(url) if url else None
        self._left_alone_until = 0.0

    def get_lock(self, conversation_id: str) -> TicketLock | None:
        """Returns the lock of a conversation, or None."""
        return self._in_store(lambda store: store.get_lock(conversation_id))

    def save_lock(self, lock: TicketLock) -> None:
        """Keeps a lock."""
        self._in_store(lambda store: store.save_lock(lock))

    def delete_lock(self, conversation_id: str) -> None:
        """Forgets the lock of a conversation."""
        self._in_store(lambda store: store.delete_lock(conversation_id))

    def _in_store(self, work: Callable[[LockStore], Result]) -> Result:
        if self._shared is not None and time.monotonic() >= self._left_alone_until:
            try:
                return work(self._shared)
            except redis.RedisError as error:
                self._left_alone_until = time.monotonic() + _LEFT_ALONE_SECONDS
                log.warning("Redis does not answer: %s", type(error).__name__)
        return work(self._own)
