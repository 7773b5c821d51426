"""One lane a conversation: what arrives together is written in order and answered in order.

In this process, and where there is Redis in all applications; the database holds what must survive.
"""

from __future__ import annotations

from weakref import WeakValueDictionary

from bot.sharing.link import Link
from bot.sharing.turnstile import Turnstile

_ARRIVAL_SECONDS = 6.0


class Lane:
    """The two turnstiles of one conversation.

    Attributes:
        arrival: Held while a message is written and its turn is queued.
        engine: Held while the engine works on one message.
    """

    def __init__(self, link: Link | None, conversation_id: str, engine_seconds: float) -> None:
        self.arrival = Turnstile(link, f"arrival:{conversation_id}", _ARRIVAL_SECONDS)
        self.engine = Turnstile(link, f"engine:{conversation_id}", engine_seconds)


class Lanes:
    """The lanes in use; one that nobody holds any more is forgotten.

    Args:
        link: The way to Redis; None when this is the only application.
        engine_seconds: How long one turn may wait for another application's.
    """

    def __init__(self, link: Link | None = None, engine_seconds: float = 8.0) -> None:
        self._link = link
        self._engine_seconds = engine_seconds
        self._lanes: WeakValueDictionary[str, Lane] = WeakValueDictionary()

    def of(self, conversation_id: str) -> Lane:
        """Returns the lane of a conversation; keep it for as long as you use it."""
        lane = self._lanes.get(conversation_id)
        if lane is None:
            lane = Lane(self._link, conversation_id, self._engine_seconds)
            self._lanes[conversation_id] = lane
        return lane
