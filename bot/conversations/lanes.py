"""One lane a conversation: what arrives together is written in order and answered in order.

In this process only; the database holds what must survive it.
"""

from __future__ import annotations

import asyncio
from weakref import WeakValueDictionary


class Lane:
    """The two turnstiles of one conversation, each first come, first served.

    Attributes:
        arrival: Held while a message is written and its turn is queued.
        engine: Held while the engine works on one message.
    """

    def __init__(self) -> None:
        self.arrival = asyncio.Lock()
        self.engine = asyncio.Lock()


class Lanes:
    """The lanes in use; one that nobody holds any more is forgotten."""

    def __init__(self) -> None:
        self._lanes: WeakValueDictionary[str, Lane] = WeakValueDictionary()

    def of(self, conversation_id: str) -> Lane:
        """Returns the lane of a conversation; keep it for as long as you use it."""
        lane = self._lanes.get(conversation_id)
        if lane is None:
            lane = Lane()
            self._lanes[conversation_id] = lane
        return lane
