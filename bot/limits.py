"""Rate limits: one bucket of tokens a key, kept in memory.

What must hold: the memory is bounded whatever is sent, and nothing about a caller is stored.
"""

from __future__ import annotations

import ipaddress
import math

from bot.clock import Clock
from knowledge.errors import TooMany

_MOST_KEYS = 20_000


class RateLimit:
    """Allows `amount` uses at once and then one more each `seconds / amount`.

    Args:
        amount: Uses that a fresh key has.
        seconds: The time in which an empty key is full again.
        message: The plain sentence that a refused caller reads.
        clock: The time.
    """

    def __init__(self, amount: int, seconds: float, message: str, clock: Clock) -> None:
        self.amount = amount
        self.rate = amount / seconds
        self.message = message
        self._clock = clock
        self._buckets: dict[str, tuple[float, float]] = {}

    async def take(self, key: str) -> None:
        """Takes one token, as a limit does that is counted elsewhere; see `use`."""
        self.use(key)

    def use(self, key: str) -> None:
        """Takes one token of a key.

        Raises:
            TooMany: When there is none; it carries the whole seconds until there is one.
        """
        at = self._clock().timestamp()
        tokens = self._tokens(key, at)
        if tokens < 1:
            raise TooMany(self.message, math.ceil((1 - tokens) / self.rate))
        if len(self._buckets) >= _MOST_KEYS and key not in self._buckets:
            self._forget_full(at)
        self._buckets[key] = (tokens - 1, at)

    def _tokens(self, key: str, at: float) -> float:
        tokens, before = self._buckets.get(key, (float(self.amount), at))
        return min(float(self.amount), tokens + max(0.0, at - before) * self.rate)

    def _forget_full(self, at: float) -> None:
        """Drops keys that are as good as new, and when none is, the older half."""
        full = [key for key in self._buckets if self._tokens(key, at) >= self.amount]
        for key in full or list(self._buckets)[: _MOST_KEYS // 2]:
            del self._buckets[key]


def address_key(host: str | None) -> str:
    """Returns the key of an address: itself, or for IPv6 its /64, which one home or phone holds."""
    if not host:
        return "unknown"
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host[:64]
    if address.version == 4:
        return host
    return str(ipaddress.ip_network((int(address), 64), strict=False))
