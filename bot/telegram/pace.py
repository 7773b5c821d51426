"""How fast we may write: overall, in one chat, and not at all while Telegram tells us to wait."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from dataclasses import dataclass

_MOST_CHATS = 20_000


@dataclass(frozen=True)
class Timing:
    """How the channel spends its time, in seconds unless said otherwise.

    Attributes:
        per_second: Messages a second over all chats; Telegram allows about 30.
        chat_gap: Between two messages in one chat; Telegram allows one a second.
        look: Between two looks for what is to be delivered or worked.
        poll: How long Telegram holds a question for updates.
        answer: How long an answer of Telegram may take before its outcome is unknown.
        first_wait: The wait after a first failure; it doubles with each.
        longest_wait: Where the doubling ends.
        end: How long what is under way may take to end when the process stops.
        renew: Between two renewals of the lease.
    """

    per_second: float = 28.0
    chat_gap: float = 1.05
    look: float = 0.5
    poll: int = 25
    answer: float = 20.0
    first_wait: float = 1.0
    longest_wait: float = 30.0
    end: float = 8.0
    renew: float = 8.0

    def wait_after(self, failures: int) -> float:
        """Returns how long to wait after so many failures in a row."""
        doubled: float = self.first_wait * 2 ** min(failures - 1, 10)
        return min(self.longest_wait, doubled)


class Pace:
    """Gives turns to write, first come, first served.

    Args:
        timing: The rates.
    """

    def __init__(self, timing: Timing) -> None:
        self._timing = timing
        self._next = 0.0
        self._chats: OrderedDict[str, float] = OrderedDict()

    def hold(self, seconds: float) -> None:
        """Lets nobody write for so long, because Telegram said so."""
        self._next = max(self._next, _now() + seconds)

    async def turn(self, chat_key: str) -> None:
        """Returns when a message may be sent to the chat."""
        while True:
            at = _now()
            ready = max(self._next, self._chats.get(chat_key, 0.0))
            if ready <= at:
                break
            await asyncio.sleep(ready - at)
        self._next = at + 1 / self._timing.per_second
        self.sent(chat_key)
        self._chats.move_to_end(chat_key)
        if len(self._chats) > _MOST_CHATS:
            self._chats.popitem(last=False)

    def sent(self, chat_key: str) -> None:
        """Notes that a message has arrived: a chat's pause counts from there, too."""
        self._chats[chat_key] = _now() + self._timing.chat_gap


def _now() -> float:
    return asyncio.get_running_loop().time()
