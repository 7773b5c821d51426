"""Tells those who wait for a conversation, in this process, that something was written.

`bot/sharing/bell.py` carries it to other processes.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from contextlib import suppress


class Bell:
    """Rings for one conversation, or for all when the process closes."""

    def __init__(self) -> None:
        self._waiting: defaultdict[str, set[asyncio.Event]] = defaultdict(set)
        self.is_closing = False

    def ring(self, conversation_id: str) -> None:
        """Wakes everybody who waits for this conversation."""
        for event in self._waiting.get(conversation_id, ()):
            event.set()

    def ring_all(self) -> None:
        """Wakes everybody who waits for anything."""
        for conversation_id in list(self._waiting):
            Bell.ring(self, conversation_id)

    def close(self) -> None:
        """Wakes everybody, for good: nobody waits any more."""
        self.is_closing = True
        for events in self._waiting.values():
            for event in events:
                event.set()

    def listen(self, conversation_id: str) -> Listener:
        """Returns a listener; a ring between its waits is not missed."""
        return Listener(self, conversation_id)

    def _join(self, conversation_id: str, event: asyncio.Event) -> None:
        self._waiting[conversation_id].add(event)
        if self.is_closing:
            event.set()

    def _leave(self, conversation_id: str, event: asyncio.Event) -> None:
        self._waiting[conversation_id].discard(event)
        if not self._waiting[conversation_id]:
            del self._waiting[conversation_id]

    def count(self, conversation_id: str) -> int:
        """Returns how many listen to a conversation."""
        return len(self._waiting.get(conversation_id, ()))


class Listener:
    """Waits for rings; a context manager."""

    def __init__(self, bell: Bell, conversation_id: str) -> None:
        self._bell = bell
        self._conversation_id = conversation_id
        self._event = asyncio.Event()

    def __enter__(self) -> Listener:
        self._bell._join(self._conversation_id, self._event)
        return self

    def __exit__(self, *_: object) -> None:
        self._bell._leave(self._conversation_id, self._event)

    async def wait(self, seconds: float) -> None:
        """Returns at the next ring, or after the seconds."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._event.wait(), seconds)
        if not self._bell.is_closing:
            self._event.clear()
